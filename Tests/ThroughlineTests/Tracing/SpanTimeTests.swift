import OTLP
import Testing
import Tracing

@testable import Throughline

@Suite struct SpanTimeTests {
    @Test func givenInstantsAreTakenAsTheyAre() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("given", at: FixedInstant(nanosecondsSinceEpoch: 1_000))
        span.end(at: FixedInstant(nanosecondsSinceEpoch: 5_000))
        let exported = try await recording.span()
        #expect(exported.startTimeUnixNano == 1_000)
        #expect(exported.endTimeUnixNano == 5_000)
    }

    @Test func anInstantOfTheDefaultClockThatWasTakenEarlierIsGiven() async throws {
        let recording = RecordingTelemetry()
        let start = DefaultTracerClock.now
        let span = recording.tracer.startSpan("earlier", at: start)
        let end = DefaultTracerClock.now
        span.end(at: end)
        let exported = try await recording.span()
        #expect(exported.startTimeUnixNano == start.nanosecondsSinceEpoch)
        #expect(exported.endTimeUnixNano == end.nanosecondsSinceEpoch)
    }

    @Test func theEndIsNeverBeforeTheStart() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("backwards", at: FixedInstant(nanosecondsSinceEpoch: 5_000))
        span.end(at: FixedInstant(nanosecondsSinceEpoch: 1_000))
        let exported = try await recording.span()
        #expect(exported.endTimeUnixNano == 5_000)
    }

    @Test(arguments: [UInt64.min, 1, .max / 2, .max])
    func noInstantTraps(_ instant: UInt64) async throws {
        let recording = RecordingTelemetry()
        recording.tracer.startSpan("edge", at: FixedInstant(nanosecondsSinceEpoch: instant)).end()
        let exported = try await recording.span()
        #expect(exported.startTimeUnixNano == instant)
        #expect(exported.endTimeUnixNano >= instant)
    }

    @Test func theDefaultEndFollowsTheMonotonicClock() {
        // The wall clock says that no time has passed; only the other one can know better.
        let time = SpanTime(at: Clocks.wall())
        let monotonic = Clocks.monotonic()
        var end: UInt64 = 0
        repeat { end = time.end(at: Clocks.wall()) } while Clocks.monotonic() - monotonic < 100_000
        #expect(end - time.wall >= 100_000)
    }

    @Test func anEarlierStartCountsTowardsTheDuration() {
        let hour: UInt64 = 3_600_000_000_000
        let time = SpanTime(at: Clocks.wall() - hour)
        #expect(
            time.end(at: Clocks.wall()) - time.wall >= hour - 1_000_000,
            "but for the time between two clocks' readings"
        )
    }
}

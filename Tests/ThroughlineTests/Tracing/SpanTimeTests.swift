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

    @Test func theDefaultEndIsTheStartAndWhatTheMonotonicClockCounted() {
        let before = Clocks.monotonic()
        let time = SpanTime(at: Clocks.wall())
        let started = Clocks.monotonic()
        while Clocks.monotonic() - started < 100_000 {}
        let ended = Clocks.monotonic()
        let duration = time.end(at: Clocks.wall()) - time.wall
        #expect(duration >= ended - started)
        #expect(duration <= Clocks.monotonic() - before)
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

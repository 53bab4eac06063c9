import Synchronization
import Testing
import Tracing

@testable import Throughline

@Suite struct RateLimitedSamplerTests {
    private final class Time: Sendable {
        private let nanoseconds = Atomic<UInt64>(1_000_000_000)
        @Sendable func now() -> UInt64 { nanoseconds.load(ordering: .relaxed) }
        func advance(by seconds: Double) {
            nanoseconds.wrappingAdd(UInt64(seconds * 1e9), ordering: .relaxed)
        }
    }

    private let time = Time()

    private func sampled(_ sampler: RateLimitedSampler, of count: Int) -> Int {
        let candidate = SpanCandidate(
            context: .topLevel,
            parent: nil,
            traceID: TraceID(high: 1, low: 2),
            name: "span",
            kind: .internal
        )
        return (0..<count).count { _ in sampler.sample(candidate).decision == .recordAndSample }
    }

    @Test func aSecondsWorthIsSampledAndThenAsTimePasses() {
        let sampler = RateLimitedSampler(perSecond: 10, now: time.now)
        #expect(sampled(sampler, of: 100) == 10)
        time.advance(by: 0.35)
        #expect(sampled(sampler, of: 100) == 3)
        time.advance(by: 3600)
        #expect(sampled(sampler, of: 100) == 10, "an hour of silence saves nothing up")
    }

    @Test func lessThanOneASecondIsOneFromTimeToTime() {
        let sampler = RateLimitedSampler(perSecond: 0.1, now: time.now)
        #expect(sampled(sampler, of: 5) == 1)
        time.advance(by: 9)
        #expect(sampled(sampler, of: 5) == 0)
        time.advance(by: 1.5)
        #expect(sampled(sampler, of: 5) == 1)
    }

    @Test(arguments: [0, -1, .nan] as [Double])
    func noneIsNone(perSecond: Double) {
        let sampler = RateLimitedSampler(perSecond: perSecond, now: time.now)
        time.advance(by: 100)
        #expect(sampled(sampler, of: 10) == 0)
    }

    @Test func beneathTheParentItIsTracesThatAreCounted() async {
        let limited = RateLimitedSampler(perSecond: 1, now: time.now)
        let recording = RecordingTelemetry { $0.traces.sampler = .parentBased(root: limited) }
        for name in ["first", "second"] {
            let root = recording.tracer.startSpan(name)
            recording.tracer.startSpan("inside \(name)", context: root.context).end()
            root.end()
        }
        #expect(await recording.spans().map(\.name) == ["inside first", "first"])
    }

    @Test func whatIsAlwaysRecordedIsSeenByProcessorsAndNotExported() async {
        let seen = EndedSpans()
        let recording = RecordingTelemetry { configuration in
            configuration.traces.sampler = .alwaysRecord(exporting: .alwaysOff)
            configuration.traces.processors = [seen]
        }
        let span = recording.tracer.startSpan("seen")
        #expect(span.isRecording && !span.spanContext.isSampled)
        span.end()
        #expect(await recording.spans().isEmpty)
        #expect(seen.names == ["seen"])

        let sampling = RecordingTelemetry { $0.traces.sampler = .alwaysRecord(exporting: .alwaysOn) }
        sampling.tracer.startSpan("exported").end()
        #expect(await sampling.spans().map(\.name) == ["exported"])
    }
}

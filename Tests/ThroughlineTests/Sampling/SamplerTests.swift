import OTLP
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct SamplerTests {
    private func candidate(traceID: TraceID = TraceID(high: 1, low: 2), parent: SpanContext? = nil) -> SpanCandidate {
        SpanCandidate(context: .topLevel, parent: parent, traceID: traceID, name: "span", kind: .internal)
    }

    @Test func theRatioIsKeptAndTheSameEverywhere() {
        var random = RandomBits()
        let ids = (0..<10_000).map { _ in TraceID(high: random.next(), low: random.next()) }
        let quarter = TraceIDRatioSampler(ratio: 0.25)
        let half = TraceIDRatioSampler(ratio: 0.5)
        let sampled = ids.filter { quarter.sample(candidate(traceID: $0)).decision == .recordAndSample }
        #expect(abs(sampled.count - 2_500) < 300, "6 standard deviations of 43")
        #expect(
            sampled.allSatisfy { half.sample(candidate(traceID: $0)).decision == .recordAndSample },
            "a larger ratio samples what a smaller one does"
        )
    }

    @Test(arguments: [(-1.0, 0.0), (0, 0), (.nan, 0), (1, 1), (2, 1), (.infinity, 1), (0.3, 0.3)])
    func anyRatioIsTaken(_ given: Double, _ used: Double) {
        #expect(TraceIDRatioSampler(ratio: given).ratio == used)
    }

    @Test func theEndsOfTheRange() {
        for low in [0, 1, UInt64.max / 2, .max - 1, .max] {
            let candidate = candidate(traceID: TraceID(high: 1, low: low))
            #expect(TraceIDRatioSampler(ratio: 0).sample(candidate).decision == .drop)
            #expect(TraceIDRatioSampler(ratio: 1).sample(candidate).decision == .recordAndSample)
        }
    }

    @Test(arguments: [true, false], [true, false])
    func theParentDecides(_ isRemote: Bool, _ isSampled: Bool) {
        let parent = SpanContext(
            traceID: TraceID(high: 1, low: 2),
            spanID: SpanID(3),
            traceFlags: isSampled ? .sampled : [],
            isRemote: isRemote
        )
        let on = ParentBasedSampler(root: .alwaysOff).sample(candidate(parent: parent))
        #expect(on.decision == (isSampled ? .recordAndSample : .drop))
        let all = ParentBasedSampler(
            root: .alwaysOff,
            remoteParentSampled: .alwaysOff,
            remoteParentNotSampled: .alwaysOn,
            localParentSampled: .alwaysOff,
            localParentNotSampled: .alwaysOn
        )
        #expect(all.sample(candidate(parent: parent)).decision == (isSampled ? .drop : .recordAndSample))
    }

    @Test func theRootSamplerDecidesWithoutAParent() {
        #expect(ParentBasedSampler(root: .alwaysOn).sample(candidate()).decision == .recordAndSample)
        #expect(ParentBasedSampler(root: .alwaysOff).sample(candidate()).decision == .drop)
    }

    @Test func aSamplerSeesTheStartAndMayAddToIt() async throws {
        struct ByPath: Sampler {
            let description = "ByPath"
            func sample(_ candidate: SpanCandidate) -> SamplingResult {
                guard candidate.attributes["url.path"] != "/health" else { return SamplingResult(.drop) }
                return SamplingResult(
                    .recordAndSample,
                    attributes: ["sampled.by": "path"],
                    traceState: TraceState(header: "shop=1")
                )
            }
        }
        let recording = RecordingTelemetry { $0.traces.sampler = ByPath() }
        let scope = SpanRecording.InstrumentationScope(name: "http")
        withTracer(recording.tracer) {
            scope.startSpan("health", attributes: ["url.path": "/health"]).end()
            scope.startSpan("other", attributes: ["url.path": "/"]).end()
        }
        let span = try await recording.span()
        #expect(span.name == "other")
        #expect(span.values["sampled.by"] == .string("path"))
        #expect(span.traceState == "shop=1")
    }

    @Test(arguments: [.alwaysOff, .traceIDRatio(0), .parentBased(root: .traceIDRatio(0))] as [any Sampler])
    func theAttributesOfADroppedSpanAreNotComputed(sampler: any Sampler) async {
        let recording = RecordingTelemetry { $0.traces.sampler = sampler }
        let scope = SpanRecording.InstrumentationScope(name: "http")
        func attributes() -> Attributes {
            Issue.record("Nobody wants to know")
            return [:]
        }
        withTracer(recording.tracer) { scope.startSpan("dropped", attributes: attributes()).end() }
        #expect(await recording.spans().isEmpty)
    }

    @Test func aSpanThatIsOnlyRecordedIsSeenByProcessorsAndNotExported() async {
        struct RecordOnly: Sampler {
            let description = "RecordOnly"
            func sample(_ candidate: SpanCandidate) -> SamplingResult { SamplingResult(.recordOnly) }
        }
        let seen = EndedSpans()
        let recording = RecordingTelemetry { configuration in
            configuration.traces.sampler = RecordOnly()
            configuration.traces.processors = [seen]
        }
        let span = recording.tracer.startSpan("seen")
        #expect(span.isRecording && !span.spanContext.isSampled)
        span.end()
        #expect(await recording.spans().isEmpty)
        #expect(seen.names == ["seen"])
    }
}

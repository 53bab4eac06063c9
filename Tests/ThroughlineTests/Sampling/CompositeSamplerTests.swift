import OTLP
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct CompositeSamplerTests {
    private func sample(
        _ sampler: any ComposableSampler,
        randomness: UInt64 = 0,
        state: String = "",
        parent: TraceFlags? = nil,
        attributes: Attributes = [:]
    ) -> SamplingResult {
        let traceID = TraceID(high: 1, low: 0xff00_0000_0000_0000 | randomness)
        let parent = parent.map {
            SpanContext(
                traceID: traceID,
                spanID: SpanID(1),
                traceFlags: $0,
                traceState: TraceState(header: state) ?? TraceState(),
                isRemote: true
            )
        }
        return CompositeSampler(sampler).sample(
            SpanCandidate(
                context: .topLevel,
                parent: parent,
                traceID: traceID,
                name: "GET /orders",
                kind: .server,
                attributes: attributes
            )
        )
    }

    @Test(arguments: [
        (1.0, "0"), (0.5, "8"), (0.25, "c"), (0.1, "e6666666666666"), (0x1p-56, "ffffffffffffff"),
    ])
    func aProbabilityIsSaidInTheTraceState(probability: Double, threshold: String) {
        let result = sample(.probability(probability), randomness: 0x00ff_ffff_ffff_ffff)
        #expect(result.decision == .recordAndSample)
        #expect(result.traceState?.header == "ot=th:\(threshold)")
    }

    @Test(arguments: [-1, 0, .nan] as [Double])
    func aProbabilityOfNothingSamplesNothing(probability: Double) {
        let result = sample(.probability(probability), randomness: 0x00ff_ffff_ffff_ffff)
        #expect(result.decision == .drop)
        #expect(result.traceState?.isEmpty == true)
    }

    @Test func theLastSevenBytesOfTheTraceIDDecide() {
        #expect(sample(.probability(0.5), randomness: 0x007f_ffff_ffff_ffff).decision == .drop)
        #expect(sample(.probability(0.5), randomness: 0x0080_0000_0000_0000).decision == .recordAndSample)
    }

    @Test func randomnessOfItsOwnBeatsTheTraceID() {
        let result = sample(.probability(0.5), state: "ot=rv:80000000000000;x:y,a=b", parent: [])
        #expect(result.decision == .recordAndSample)
        #expect(result.traceState?.header == "ot=th:8;rv:80000000000000;x:y,a=b")
    }

    @Test(arguments: ["ot=rv:8", "ot=rv:8000000000000g", "ot=rv:800000000000000", "ot=rv:FFFFFFFFFFFFFF", "ot=rv:"])
    func malformedRandomnessIsNone(state: String) {
        let result = sample(.probability(0.5), state: state, parent: [])
        #expect(result.decision == .drop)
        #expect(result.traceState?["ot"] == nil)
    }

    @Test func theThresholdOfTheParentIsKeptAndHandedOn() {
        let sampled = sample(.parentThreshold(root: .alwaysOff), state: "a=b,ot=th:0", parent: .sampled)
        #expect(sampled.decision == .recordAndSample)
        #expect(sampled.traceState?.header == "a=b,ot=th:0", "what has not changed stays where it was")
        let dropped = sample(.parentThreshold(root: .alwaysOn), state: "ot=th:8;x:y,a=b", parent: .sampled)
        #expect(dropped.decision == .drop)
        #expect(dropped.traceState?.header == "ot=x:y,a=b", "a span that is not sampled stands for none")
    }

    @Test func aParentWithoutAThresholdIsFollowedAndNothingIsSaidOfIt() {
        let sampled = sample(.parentThreshold(root: .alwaysOff), state: "a=b", parent: .sampled)
        #expect(sampled.decision == .recordAndSample)
        #expect(sampled.traceState?.header == "a=b")
        #expect(sample(.parentThreshold(root: .alwaysOn), state: "a=b", parent: []).decision == .drop)
    }

    @Test func attributesOfAnIntentAreAddedToWhatIsSampled() {
        struct Marking: ComposableSampler {
            let threshold: SamplingThreshold
            let description = "Marking"
            func intent(_ candidate: SpanCandidate) -> SamplingIntent {
                SamplingIntent(threshold, attributes: ["a": 1])
            }
        }
        #expect(sample(Marking(threshold: .always)).attributes == ["a": 1])
        #expect(sample(Marking(threshold: .never)).attributes.isEmpty)
    }

    @Test func aTraceStateThatWouldBeTooLongLosesItsLastFields() {
        let long = "ot=" + (0..<43).map { "k\($0):v" }.joined(separator: ";")
        let result = sample(.probability(0.1), randomness: 0x00ff_ffff_ffff_ffff, state: long, parent: [])
        let member = result.traceState?["ot"] ?? ""
        #expect(member.hasPrefix("th:e6666666666666;k0:v;k1:v"))
        #expect((240...256).contains(member.utf8.count))
    }

    @Test(arguments: [.probability(0), .composite(.parentThreshold(root: .probability(0)))] as [any Sampler])
    func theAttributesOfADroppedRootAreNotComputed(sampler: any Sampler) async {
        let recording = RecordingTelemetry { $0.traces.sampler = sampler }
        func attributes() -> Attributes {
            Issue.record("Nobody wants to know")
            return [:]
        }
        let scope = SpanRecording.InstrumentationScope(name: "http")
        withTracer(recording.tracer) { scope.startSpan("dropped", attributes: attributes()).end() }
        #expect(await recording.spans().isEmpty)
    }

    @Test func everyServiceOfATraceSeesTheShareOfTheFirst() async throws {
        let recording = RecordingTelemetry {
            $0.traces.sampler = .composite(.parentThreshold(root: .probability(1)))
        }
        let parent = recording.tracer.startSpan("parent")
        let child = recording.tracer.startSpan("child", context: parent.context)
        child.end()
        parent.end()
        #expect(await recording.spans().map(\.traceState) == ["ot=th:0", "ot=th:0"])
        #expect(await recording.spans().allSatisfy { $0.flags & 0b11 == 0b11 }, "sampled, and random")
    }
}

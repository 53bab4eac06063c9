import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct RuleBasedSamplerTests {
    private func isSampled(
        _ rules: [SamplingRule],
        name: String = "GET /orders",
        kind: SpanKind = .server,
        isRemote: Bool? = nil,
        attributes: Attributes = [:]
    ) -> Bool {
        let traceID = TraceID(high: 1, low: 2)
        let parent = isRemote.map { SpanContext(traceID: traceID, spanID: SpanID(1), isRemote: $0) }
        let candidate = SpanCandidate(
            context: .topLevel,
            parent: parent,
            traceID: traceID,
            name: name,
            kind: kind,
            attributes: attributes
        )
        return CompositeSampler(.rules(rules)).sample(candidate).decision == .recordAndSample
    }

    @Test func theFirstRuleThatHoldsDecides() {
        let rules = [
            SamplingRule(.alwaysOff, when: .attribute("url.path", in: "/health", "/ready")),
            SamplingRule(.alwaysOn),
            SamplingRule(.alwaysOff),
        ]
        #expect(!isSampled(rules, attributes: ["url.path": "/health"]))
        #expect(isSampled(rules, attributes: ["url.path": "/orders"]))
        #expect(isSampled(rules))
    }

    @Test func withoutARuleThatHoldsNothingIsSampled() {
        #expect(!isSampled([]))
        #expect(!isSampled([SamplingRule(.alwaysOn, when: .kind(.client))]))
    }

    @Test func allConditionsOfARuleHaveToHold() {
        let rules = [SamplingRule(.alwaysOn, when: .kind(.server, .consumer), .name("GET *"))]
        #expect(isSampled(rules))
        #expect(!isSampled(rules, kind: .client))
        #expect(!isSampled(rules, name: "POST /orders"))
        #expect(!isSampled(rules, name: "get /orders"), "names differ in case")
    }

    @Test func aRuleKnowsWhereTheParentIs() {
        let rules = [SamplingRule(.alwaysOn, when: .parent(.none, .remote))]
        #expect(isSampled(rules, isRemote: nil))
        #expect(isSampled(rules, isRemote: true))
        #expect(!isSampled(rules, isRemote: false))
    }

    @Test(arguments: [
        ("/static/logo.png", true), ("/static/", true), ("/STATIC/a", false), ("/static/secret/key", false),
        ("/orders", false),
    ])
    func valuesAreMatchedByPatterns(path: String, isMatched: Bool) {
        let condition = SamplingRule.Condition.attribute("url.path", matching: ["/static/*"], except: ["*/secret/*"])
        #expect(
            isSampled([SamplingRule(.alwaysOn, when: condition)], attributes: ["url.path": .string(path)]) == isMatched
        )
    }

    @Test(
        arguments: [
            ("200", 200), ("true", true), ("2.5", 2.5), ("b", .strings(["a", "b"])), ("2", .ints([1, 2])),
            ("false", .bools([false])), ("0.5", .doubles([0.5])),
        ] as [(String, AttributeValue)]
    )
    func valuesOfEveryTypeAreComparedAsText(text: String, value: AttributeValue) {
        let rules = [SamplingRule(.alwaysOn, when: .attribute("key", in: text))]
        #expect(isSampled(rules, attributes: ["key": value]))
        #expect(!isSampled(rules, attributes: ["key": "another"]))
        #expect(!isSampled(rules))
    }

    @Test func healthChecksAreDroppedAsAUserWouldWriteIt() async {
        let recording = RecordingTelemetry { configuration in
            configuration.traces.sampler = .composite(
                .parentThreshold(
                    root: .rules([
                        SamplingRule(.alwaysOff, when: .attribute("url.path", in: "/health")), SamplingRule(.alwaysOn),
                    ])
                )
            )
        }
        let scope = SpanRecording.InstrumentationScope(name: "http")
        withTracer(recording.tracer) {
            for path in ["/health", "/orders"] {
                let span = scope.startSpan("GET", ofKind: .server, attributes: ["url.path": .string(path)])
                recording.tracer.startSpan("inside", context: span.context).end()
                span.end()
            }
        }
        #expect(await recording.spans().map(\.name) == ["inside", "GET"])
    }
}

import OTLP
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct SpanTests {
    @Test func everyAttributeTypeOfTheStandardAPIArrives() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("types")
        span.updateAttributes { attributes in
            attributes["string"] = "täxt"
            attributes["bool"] = true
            attributes["int"] = 42
            attributes["int32"] = Int32(-7)
            attributes["int64"] = Int64.min
            attributes["double"] = 2.5
            attributes["nan"] = Double.nan
            attributes["strings"] = ["a", "b"]
            attributes["bools"] = [true, false]
            attributes["ints"] = [1, 2]
            attributes["doubles"] = [0.5]
            attributes["empty"] = [String]()
            attributes.set("convertible", value: .stringConvertible(Substring("text")))
        }
        span.end()

        let values = try await recording.span().values
        #expect(values["string"] == .string("täxt"))
        #expect(values["bool"] == .bool(true))
        #expect(values["int"] == .int(42))
        #expect(values["int32"] == .int(-7))
        #expect(values["int64"] == .int(.min))
        #expect(values["double"] == .double(2.5))
        guard case .double(let nan) = values["nan"] else { return #expect(Bool(false), "nan is not a double") }
        #expect(nan.isNaN)
        #expect(values["strings"] == .array([.string("a"), .string("b")]))
        #expect(values["bools"] == .array([.bool(true), .bool(false)]))
        #expect(values["ints"] == .array([.int(1), .int(2)]))
        #expect(values["doubles"] == .array([.double(0.5)]))
        #expect(values["empty"] == .array([]))
        #expect(values["convertible"] == .string("text"))
    }

    @Test func flatAttributesArriveInTheirOrder() async throws {
        let recording = RecordingTelemetry()
        let scope = SpanRecording.InstrumentationScope(
            name: "driver",
            version: "2.0",
            schemaURL: "https://example.com/schema",
            attributes: ["kind": "test"]
        )
        withTracer(recording.tracer) {
            let span = scope.startSpan("flat", ofKind: .client, attributes: ["b": 1, "a": "x"])
            span.setAttributes(["c": .bools([true]), "b": 2])
            span.end()
        }
        let span = try await recording.span()
        #expect(span.attributes.map(\.key) == ["b", "a", "c"])
        #expect(span.values == ["b": .int(2), "a": .string("x"), "c": .array([.bool(true)])])
        #expect(span.kind == .client)

        let resourceSpans = try #require(recording.exporter.requests.first?.resourceSpans.first)
        #expect(resourceSpans.schemaURL == recording.telemetry.resource.schemaURL && !resourceSpans.schemaURL.isEmpty)
        let scopeSpans = try #require(resourceSpans.scopeSpans.first)
        #expect(scopeSpans.scope?.name == "driver")
        #expect(scopeSpans.scope?.version == "2.0")
        #expect(scopeSpans.scope?.attributes.first?.key == "kind")
        #expect(scopeSpans.schemaURL == "https://example.com/schema")
    }

    @Test func flatAndStandardAttributesMix() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("mixed")
        span.setAttributes(["a": 1, "b": 1])
        #expect(span.attributes.get("a") == .int64(1))
        span.attributes["b"] = "standard"
        span.setAttributes(["c": 3, "a": 4])
        span.end()
        let values = try await recording.span().values
        #expect(values == ["a": .int(4), "b": .string("standard"), "c": .int(3)])
    }

    @Test func changingAttributesInPlaceKeepsWhatAnotherThreadSets() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("raced")
        func change(_ attributes: inout SpanAttributes) {
            span.setAttributes(["meanwhile": true])
            attributes["mine"] = 1
        }
        change(&span.attributes)
        span.end()
        #expect(try await recording.span().values == ["meanwhile": .bool(true), "mine": .int(1)])
    }

    @Test func eventsAndErrorsKeepTheirOrderAndTime() async throws {
        struct Broken: Error {}
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("events")
        span.addEvent(SpanEvent(name: "first", at: FixedInstant(nanosecondsSinceEpoch: 7), attributes: ["n": 1]))
        span.recordError(Broken(), attributes: ["extra": "yes"], at: FixedInstant(nanosecondsSinceEpoch: 8))
        span.end()

        let events = try await recording.span().events
        #expect(events.map(\.name) == ["first", "exception"])
        #expect(events.map(\.timeUnixNano) == [7, 8])
        let exception = Dictionary(uniqueKeysWithValues: events[1].attributes.map { ($0.key, $0.value) })
        #expect(exception["exception.type"] == .string("ThroughlineTests.SpanTests.Broken"))
        #expect(exception["exception.message"] == .string("Broken()"))
        #expect(exception["extra"] == .string("yes"))
    }

    @Test func linksAtAndAfterTheStart() async throws {
        let recording = RecordingTelemetry()
        let first = recording.tracer.startSpan("first")
        let second = recording.tracer.startSpan("second")
        let context = InstrumentationContext.topLevel.startingSpan(
            with: ["at": "start"],
            links: [SpanLink(context: first.context, attributes: ["n": 1])]
        )
        let span = recording.tracer.startSpan("linked", context: context)
        span.addLink(SpanLink(context: second.context, attributes: [:]))
        span.addLink(SpanLink(context: .topLevel, attributes: [:]))  // links to nothing
        span.end()

        let linked = try await recording.span()
        #expect(linked.values == ["at": .string("start")])
        #expect(linked.links.map { hex($0.spanID) } == [first.spanContext.spanID.hex, second.spanContext.spanID.hex])
        #expect(
            linked.links.map { hex($0.traceID) } == [first.spanContext.traceID.hex, second.spanContext.traceID.hex]
        )
        #expect(linked.links[0].attributes.first?.value == .int(1))
        #expect(linked.links.allSatisfy { $0.flags == 0x103 })
    }

    @Test func childrenDoNotInheritWhatWasMeantForTheParent() async throws {
        let recording = RecordingTelemetry()
        let context = InstrumentationContext.topLevel.startingSpan(with: ["once": true])
        let parent = recording.tracer.startSpan("parent", context: context)
        let child = recording.tracer.startSpan("child", context: parent.context)
        child.end()
        #expect(try await recording.span().attributes.isEmpty)
        #expect(parent.recorded?.attributes.count == 1)
    }

    @Test(
        arguments: [
            ([SpanStatus](), nil, nil),
            ([SpanStatus(code: .error, message: "first"), SpanStatus(code: .error, message: "last")], .error, "last"),
            ([SpanStatus(code: .error, message: "wrong"), SpanStatus(code: .ok)], .ok, nil),
            ([SpanStatus(code: .ok), SpanStatus(code: .error, message: "too late")], .ok, nil),
            ([SpanStatus(code: .ok, message: "only errors have one")], .ok, nil),
        ] as [([SpanStatus], SpanStatus.Code?, String?)]
    )
    func statusRules(_ set: [SpanStatus], _ code: SpanStatus.Code?, _ message: String?) async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("status")
        for status in set { span.setStatus(status) }
        span.end()
        let status = try await recording.span().status
        switch code {
        case nil: #expect(status == nil)
        case .ok: #expect(status?.code == .ok)
        case .error: #expect(status?.code == .error)
        }
        #expect(status?.message ?? "" == message ?? "")
    }

    @Test func anEndedSpanIgnoresChanges() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("before")
        span.attributes["kept"] = 1
        #expect(span.isRecording)
        span.end(at: FixedInstant(nanosecondsSinceEpoch: .max))
        #expect(!span.isRecording)

        span.operationName = "after"
        span.attributes["late"] = 1
        span.setAttributes(["late": 2])
        span.addEvent("late")
        span.addLink(SpanLink(context: span.context, attributes: [:]))
        span.setStatus(SpanStatus(code: .error))
        span.recordError(CancellationError())
        span.end(at: FixedInstant(nanosecondsSinceEpoch: 1))

        let exported = try await recording.span()
        #expect(exported.name == "before")
        #expect(exported.values == ["kept": .int(1)])
        #expect(exported.events.isEmpty && exported.links.isEmpty && exported.status == nil)
        #expect(exported.endTimeUnixNano == .max)
    }

    @Test func whatIsOverALimitIsDroppedAndCounted() async throws {
        let recording = RecordingTelemetry { configuration in
            configuration.traces.spanLimits.attributeCount = 2
            configuration.traces.spanLimits.eventCount = 1
            configuration.traces.spanLimits.linkCount = 1
            configuration.traces.spanLimits.attributeCountPerEvent = 1
            configuration.traces.spanLimits.attributeCountPerLink = 1
            configuration.traces.spanLimits.attributeValueLength = 3
        }
        let other = recording.tracer.startSpan("other").context
        let span = recording.tracer.startSpan("limited")
        span.setAttributes(["a": "äöüß", "b": .strings(["longer", "x"])])
        span.setAttributes(["a": "again", "c": 1, "d": 1])
        span.updateAttributes { $0["e"] = 1 }
        for _ in 0..<3 {
            span.addEvent(SpanEvent(name: "event", attributes: ["a": 1, "b": 2]))
            span.addLink(SpanLink(context: other, attributes: ["a": 1, "b": 2, "c": 3]))
        }
        span.end()

        let exported = try await recording.span()
        #expect(exported.values == ["a": .string("aga"), "b": .array([.string("lon"), .string("x")])])
        #expect(exported.droppedAttributesCount == 3)
        #expect(exported.events.count == 1 && exported.droppedEventsCount == 2)
        #expect(exported.events[0].attributes.count == 1 && exported.events[0].droppedAttributesCount == 1)
        #expect(exported.links.count == 1 && exported.droppedLinksCount == 2)
        #expect(exported.links[0].attributes.count == 1 && exported.links[0].droppedAttributesCount == 2)
    }

    @Test func aStringIsCutBetweenCharactersNeverWithin() async throws {
        let recording = RecordingTelemetry { $0.traces.spanLimits.attributeValueLength = 3 }
        let span = recording.tracer.startSpan("cut")
        span.attributes["text"] = "äöüß"
        span.end()
        #expect(try await recording.span().values == ["text": .string("äöü")])
    }

    @Test func theScopeIsTheCallingModuleAndTheCodeIsKnown() async throws {
        let recording = RecordingTelemetry { $0.traces.codeLocation = true }
        recording.tracer.startSpan("here", function: "work()", file: "Billing/Invoice.swift", line: 12).end()
        recording.tracer.startSpan("there", function: "work()", file: "Mail/Send.swift", line: 13).end()
        let spans = await recording.spans()
        #expect(spans.count == 2)
        let scopes = recording.exporter.requests.flatMap(\.resourceSpans).flatMap(\.scopeSpans)
        #expect(Set(scopes.map { $0.scope?.name }) == ["Billing", "Mail"])
        let here = try #require(spans.first { $0.name == "here" })
        #expect(here.values["code.function.name"] == .string("work()"))
        #expect(here.values["code.file.path"] == .string("Billing/Invoice.swift"))
        #expect(here.values["code.line.number"] == .int(12))
    }

    @Test func manyThreadsMayChangeOneSpan() async throws {
        let recording = RecordingTelemetry { $0.traces.spanLimits.eventCount = 10_000 }
        let span = recording.tracer.startSpan("shared")
        await withDiscardingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<100 {
                        span.addEvent("event")
                        span.setAttributes(["\(task)": .int(Int64(index))])
                    }
                }
            }
        }
        span.end()
        let exported = try await recording.span()
        #expect(exported.events.count == 800)
        #expect(exported.values == Dictionary(uniqueKeysWithValues: (0..<8).map { ("\($0)", AnyValue.int(99)) }))
    }

    @Test func aSpanThatEndsWhileItsAttributesAreChangedHasAllOfThem() async throws {
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("raced")
        span.attributes["first"] = 1
        func change(_ attributes: inout SpanAttributes) {
            span.end()
            attributes["last"] = 2
        }
        change(&span.attributes)
        #expect(try await recording.span().values == ["first": .int(1), "last": .int(2)])
    }

    @Test func atTheLimitTheKnownAttributesStay() async throws {
        let recording = RecordingTelemetry { $0.traces.spanLimits.attributeCount = 3 }
        let span = recording.tracer.startSpan("full")
        for name in ["a", "b", "c"] { span.attributes[name] = 1 }
        for name in ["d", "e", "f", "g"] { span.attributes[name] = 2 }
        span.attributes["a"] = 3
        span.end()
        let exported = try await recording.span()
        #expect(exported.values == ["a": .int(3), "b": .int(1), "c": .int(1)])
        #expect(exported.droppedAttributesCount == 4)
    }

    @Test func aDescriptionMayUseItsOwnSpan() async throws {
        struct Curious: CustomStringConvertible, Sendable {
            let span: ThroughlineSpan
            var description: String {
                span.addEvent("late")
                return "\(span.operationName), \(span.isRecording), \(span.recorded?.attributes.count ?? 0)"
            }
        }
        let recording = RecordingTelemetry()
        let span = recording.tracer.startSpan("described")
        span.attributes.set("itself", value: .stringConvertible(Plain(text: "plain")))
        let curious = Curious(span: span)
        span.addEvent(SpanEvent(name: "event", attributes: ["one": .stringConvertible(curious)]))
        span.addEvent(SpanEvent(name: "event", attributes: ["all": .stringConvertibleArray([curious])]))
        span.end()
        let exported = try await recording.span()
        #expect(exported.values == ["itself": .string("plain")])
        #expect(
            exported.events.map(\.attributes.first?.value) == [
                .string("described, false, 1"), .array([.string("described, false, 1")]),
            ]
        )
    }

    private struct Plain: CustomStringConvertible, Sendable {
        let text: String
        var description: String { text }
    }

    @Test func aChainOfSpansDoesNotKeepItsBeginning() {
        let recording = RecordingTelemetry()
        weak var first: RecordedSpan?
        var context = InstrumentationContext.topLevel
        for index in 0..<100_000 {
            let span = recording.tracer.startSpan("link", context: context)
            if index == 0 { first = span.recorded }
            span.end()
            context = span.context
        }
        #expect(context.spanContext != nil)
        #expect(first == nil)
    }

    @Test func namesOfAMegabyteAndHostileTextArrive() async throws {
        let recording = RecordingTelemetry()
        let name = String(repeating: "n", count: 1 << 20)
        let span = recording.tracer.startSpan(name)
        span.attributes[String(repeating: "k", count: 1 << 20)] = "\0\u{1B}[31m\u{FFFD}\u{10FFFF}"
        span.attributes[""] = ""
        span.end()
        let exported = try await recording.span()
        #expect(exported.name == name)
        #expect(exported.values[""] == .string(""))
        #expect(exported.values.values.contains(.string("\0\u{1B}[31m\u{FFFD}\u{10FFFF}")))
    }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

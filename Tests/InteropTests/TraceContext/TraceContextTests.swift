import OTLP
import Testing

/// W3C Trace Context and Baggage in a served application: raw bytes in, raw bytes out.
///
/// The cases are those of the specification's own test suite, and more of the same kind.
///
/// Source: https://www.w3.org/TR/trace-context-2/, https://github.com/w3c/trace-context/tree/main/test
@Suite("Trace context through a served application", .timeLimit(.minutes(5)))
struct TraceContextTests {
    @Test("traceparent", arguments: TraceContextCase.traceParents)
    func traceParent(_ example: TraceContextCase) async throws { try await check(example) }

    @Test("tracestate", arguments: TraceContextCase.traceStates)
    func traceState(_ example: TraceContextCase) async throws { try await check(example) }

    @Test("baggage", arguments: TraceContextCase.baggages)
    func baggage(_ example: TraceContextCase) async throws { try await check(example) }

    @Test(
        "Requests that go out of one that came in are in one trace, with an id each",
        arguments: [
            .continues("a trace that comes in", TraceContextCase.parent, flags: "00"),
            .restarts("no trace"),
            .restarts(
                "a trace that is malformed",
                "traceparent: 00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01"
            ),
        ] as [TraceContextCase]
    )
    func severalRequests(_ example: TraceContextCase) async throws {
        let parents = try await Relay.run { relay in
            #expect(try await relay.send(example.lines, times: 3).status == 200)
            return try relay.target.requests.map { try TraceParent($0) }
        }
        #expect(parents.count == 3)
        #expect(Set(parents.map(\.traceID)).count == 1)
        #expect(Set(parents.map(\.parentID)).count == 3)
        #expect((parents.first?.traceID == TraceContextCase.traceID) == (example.trace != .restarts))
    }

    /// Sends the case's headers, and compares what goes out with what has to.
    private func check(_ example: TraceContextCase) async throws {
        let (head, spans) = try await Relay.run { relay in
            #expect(try await relay.send(example.lines).status == 200)
            let requests = relay.target.requests
            #expect(requests.count == 1)
            return (try #require(requests.first), await relay.spans())
        }
        let parent = try TraceParent(head)
        switch example.trace {
        case .continues(let flags):
            #expect(parent.traceID == TraceContextCase.traceID)
            #expect(parent.flags == flags)
        case .restarts:
            #expect(parent.traceID != TraceContextCase.traceID)
            #expect(parent.flags == "03", "sampled, as a new trace is here, and its id is random")
        }
        #expect(parent.parentID != TraceContextCase.parentID)
        #expect(head.values("tracestate") == (example.traceState.map { [$0] } ?? []))
        #expect(head.values("baggage") == (example.baggage.map { [$0] } ?? []))

        guard parent.isSampled else {
            #expect(spans.isEmpty)
            return
        }
        // What is recorded says the same as what goes out.
        let server = try #require(spans.first { $0.kind == .server })
        let client = try #require(spans.first { $0.kind == .client })
        #expect(spans.count == 2)
        #expect(spans.allSatisfy { hexadecimal($0.traceID) == parent.traceID })
        #expect(spans.allSatisfy { $0.traceState == example.traceState ?? "" })
        #expect(hexadecimal(client.spanID) == parent.parentID)
        #expect(client.parentSpanID == server.spanID)
        #expect(hexadecimal(server.parentSpanID) == (example.trace == .restarts ? "" : TraceContextCase.parentID))
    }
}

/// The only `traceparent` of a request, in the form that version 00 has.
private struct TraceParent {
    let traceID: String
    let parentID: String
    let flags: String

    var isSampled: Bool { flags.last.flatMap(\.hexDigitValue).map { $0 & 1 == 1 } ?? false }

    init(_ head: CaptureServer.Head) throws {
        let values = head.values("traceparent")
        #expect(values.count == 1)
        #expect(head.fields.count { $0.name.lowercased() == "traceparent" } == 1)
        let fields = try #require(values.first).split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        try #require(fields.map(\.utf8.count) == [2, 32, 16, 2])
        #expect(fields.joined().allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase })
        #expect(fields[0] == "00")
        (traceID, parentID, flags) = (fields[1], fields[2], fields[3])
        #expect(traceID.contains { $0 != "0" } && parentID.contains { $0 != "0" })
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

import OTLP
import Testing

/// What anybody can send to a served application, as bytes.
@Suite("Bad input to a served application", .timeLimit(.minutes(5)))
struct BadInputTests {
    @Test("is answered or refused, recorded as text that harms nobody, and forgotten", arguments: BadInputCase.all)
    func badInput(_ example: BadInputCase) async throws {
        let (answer, heads, spans) = try await Relay.run { relay in
            let answer = try await relay.send(bytes: example.bytes, thenCloses: example.thenCloses)
            #expect(try await relay.send([]).status == 200, "the next client is served")
            return (answer, relay.target.requests, await relay.spans())
        }

        if !answer.bytes.isEmpty {
            let status = try #require(answer.status)
            #expect((200..<500).contains(status), "the client's mistake")
        }
        // The good request leaves two spans: what it is answered by, and what it asks for.
        let servers = spans.filter { $0.kind == .server }
        #expect((1...2).contains(servers.count))
        #expect(spans.count <= 4)
        for span in spans {
            #expect(span.traceID.count == 16 && span.spanID.count == 8)
            for text in span.texts {
                #expect(
                    !text.unicodeScalars.contains { $0.properties.generalCategory == .control },
                    "\(text.debugDescription)"
                )
                #expect(!text.contains("hunter2"))
            }
        }
        for head in heads {
            #expect(head.line == "GET /target HTTP/1.1")
            #expect(!head.fields.contains { $0.name.lowercased() == "x-smuggled" || $0.name.isEmpty })
            #expect(head.fields.allSatisfy { $0.value.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
            #expect(head.fields.allSatisfy { $0.value.utf8.count <= 8192 })
        }
    }
}

extension OTLP.Span {
    /// Everything in the span that is text.
    fileprivate var texts: [String] {
        [name, traceState, status?.message ?? ""] + attributes.flatMap(\.texts)
            + events.flatMap { [$0.name] + $0.attributes.flatMap(\.texts) }
    }
}

extension OTLP.KeyValue {
    fileprivate var texts: [String] { [key] + (value?.texts ?? []) }
}

extension OTLP.AnyValue {
    fileprivate var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.flatMap(\.texts)
        default: []
        }
    }
}

import HTTPTypes
import Testing
import ThroughlineInbox

@Suite("A request that is repeated", .timeLimit(.minutes(5)))
struct IdempotencyTests {
    private func brokers() throws -> [any Broker] {
        [InMemoryBroker(), try SQLiteBroker(path: TemporaryFile.path())]
    }

    @Test("gets the first one's id, visibly, and is processed once")
    func replay() async throws {
        for broker in try brokers() {
            let record = Record()
            let inbox = try Inbox(events: broker) { visit, _ in record.add(visit) }
            try await inbox.receiving { client async throws in
                let first = try await client.post(#"{"key":"k","kind":"visit"}"#, [.idempotencyKey: "a"])
                #expect(first.status == 202)
                #expect(first.headers[.idempotencyReplayed] == nil)
                // Written in another way, it is the same.
                let second = try await client.post(#"{ "kind": "visit", "key": "k" }"#, [.idempotencyKey: "a"])
                #expect(second.status == 202)
                #expect(second.id == first.id)
                #expect(second.headers[.idempotencyReplayed] == "true")
                try await inbox.processing { try await inbox.waitUntilDone() }
                #expect(try await client.post(Visit().json, [.idempotencyKey: "a"]).id == first.id)
                #expect(try await client.post(Visit().json, [.idempotencyKey: "b"]).id != first.id)
            }
            #expect(record.all.count == 1)
        }
    }

    @Test("is one also where many come at once")
    func concurrent() async throws {
        for broker in try brokers() {
            let inbox = try Inbox(events: broker)
            let answers = try await inbox.receiving { client async throws in
                try await withThrowingTaskGroup(of: InboxAnswer.self) { group in
                    for _ in 0..<50 {
                        group.addTask { try await client.post(Visit().json, [.idempotencyKey: "a"]) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(Set(answers.map(\.id)).count == 1)
            #expect(answers.allSatisfy { $0.status == 202 })
            #expect(answers.count { $0.headers[.idempotencyReplayed] == nil } == 1)
            #expect(try await broker.entries(EntryFilter()).count == 1)
        }
    }

    @Test("with another body is refused with 422, while the first is known")
    func conflict() async throws {
        let clock = TestClock()
        let broker = InMemoryBroker(clock: { clock.now })
        var options = Inbox.Options.quick()
        options.idempotency.window = .seconds(60)
        let inbox = try Inbox(events: broker, options: options)
        try await inbox.receiving { client async throws in
            let first = try await client.post(Visit().json, [.idempotencyKey: "a"])
            #expect(try await client.post(Visit(kind: "other").json, [.idempotencyKey: "a"]).status == 422)
            clock.advance(by: 60)
            let later = try await client.post(Visit(kind: "other").json, [.idempotencyKey: "a"])
            #expect(later.status == 202)
            #expect(later.id != first.id)
        }
    }

    private struct Tagged: Codable, Sendable {
        var tags: Set<String>
    }

    @Test("is the same also where its type has no order")
    func sets() async throws {
        let routes = [BufferedRoute("tagged", Tagged.self) { _, _ in }]
        let inbox = try Inbox(broker: InMemoryBroker(), routes: routes, options: .quick())
        let tags = (0..<20).map { "\"\($0)\"" }.joined(separator: ",")
        let answers = try await inbox.receiving { client async throws in
            var answers: [InboxAnswer] = []
            for space in ["", " ", "\n"] {
                let body = "{\"tags\":\(space)[\(tags)]}"
                answers.append(try await client.post(body, to: "/tagged", [.idempotencyKey: "a"]))
            }
            return answers
        }
        #expect(answers.map(\.status) == [202, 202, 202])
        #expect(Set(answers.map(\.id)).count == 1)
    }

    @Test("is told from another one by the whole of its key, also where that has a NUL")
    func keysWithNUL() async throws {
        for broker in try brokers() {
            let route = BufferedRoute("own", Visit.self, order: .key { $0.key }, idempotencyKey: { $0.key }) { _, _ in }
            let inbox = try Inbox(broker: broker, routes: [route], options: .quick())
            try await inbox.receiving { client async throws in
                let bodies = ["b", "c"].map { #"{"key":"a\u0000\#($0)","kind":"visit"}"# }
                let first = try await client.post(bodies[0], to: "/own")
                let second = try await client.post(bodies[1], to: "/own")
                #expect(first.status == 202 && second.status == 202 && first.id != second.id)
                #expect(try await client.post(bodies[0], to: "/own").id == first.id)
                #expect(try await client.post(Visit(key: "").json, to: "/own").status == 400)
            }
            // Neither waits for the other.
            #expect(try await broker.counts(EntryFilter()) == [.ready: 2])
        }
    }

    @Test("is known by the header that was chosen, or by what the route says")
    func otherKeys() async throws {
        var options = Inbox.Options.quick()
        options.idempotency.header = "X-Request-Key"
        let routes = [
            BufferedRoute("plain", Visit.self) { _, _ in },
            BufferedRoute("own", Visit.self, idempotencyKey: { $0.key }) { _, _ in },
        ]
        let inbox = try Inbox(broker: InMemoryBroker(), routes: routes, options: options)
        let header = try #require(HTTPField.Name("X-Request-Key"))
        try await inbox.receiving { client async throws in
            for (path, headers) in [("/plain", [header: "a"] as HTTPFields), ("/own", [:])] {
                let first = try await client.post(Visit().json, to: path, headers)
                #expect(try await client.post(Visit().json, to: path, headers).id == first.id)
            }
            let unknown = try await client.post(Visit().json, to: "/plain", [.idempotencyKey: "a"])
            #expect(try await client.post(Visit().json, to: "/plain", [.idempotencyKey: "a"]).id != unknown.id)
            // The same key on another route is another key.
            let other = try await client.post(Visit().json, to: "/own", [header: "a"])
            #expect(try await client.post(Visit().json, to: "/plain", [header: "a"]).id != other.id)
        }
    }

    @Test("has a key of at most 255 bytes, and one only", arguments: [256, 0, -1])
    func badKeys(_ length: Int) async throws {
        let broker = InMemoryBroker()
        let inbox = try Inbox(events: broker)
        var headers: HTTPFields = [:]
        for _ in 0..<(length < 0 ? 2 : 1) {
            let value = String(repeating: "a", count: max(length, length < 0 ? 1 : 0))
            headers.append(HTTPField(name: .idempotencyKey, value: value))
        }
        let answer = try await inbox.receiving { [headers] in try await $0.post(Visit().json, headers) }
        #expect(answer.status == 400)
        #expect(try await broker.entries(EntryFilter()).isEmpty)
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import InMemoryTracing
import SemanticConventions
import SpanRecording
import Synchronization
import TestSupport
import Testing
import ThroughlineInbox
import Tracing

@Suite("The spans of an inbox", .timeLimit(.minutes(5)))
struct InboxSpanTests {
    private let tracer = InMemoryTracer()

    private func spans(_ name: String) -> [FinishedInMemorySpan] {
        tracer.finishedSpans.filter { $0.operationName == name }
    }

    @Test("are one of the request, and one of each attempt below it, through retries")
    func attempts() async throws {
        let inbox = try Inbox(events: InMemoryBroker()) { _, context in
            if context.retries == 0 { throw Unlucky() }
        }
        let id = try await withTracer(tracer) {
            let id = try await inbox.receiving { try await $0.post(Visit().json).id }
            try await inbox.processing { try await inbox.waitUntilDone() }
            return try #require(id)
        }
        let request = try #require(spans("POST /events").first)
        #expect(request.kind == .server)
        #expect(request[.throughlineInboxRequestID] == id.description)
        #expect(request[.httpRoute] == "/events")
        #expect(request[.throughlineInboxReplayed] == nil)

        let attempts = spans("Visit.process").sorted {
            ($0[.throughlineInboxRetries] ?? 0) < ($1[.throughlineInboxRetries] ?? 0)
        }
        #expect(attempts.count == 2)
        for (retries, attempt) in attempts.enumerated() {
            #expect(attempt.kind == .consumer)
            #expect(attempt.traceID == request.traceID && attempt.parentSpanID == request.spanID)
            var expected: [String: AttributeValue] = [
                "throughline.inbox.request.id": .string(id.description),
                "throughline.inbox.retries": .int(Int64(retries)),
                "throughline.inbox.success": .bool(retries == 1),
                "http.route": "/events",
                "messaging.system": "throughline_inbox",
                "messaging.operation.name": "process",
                "messaging.operation.type": "process",
                "messaging.destination.name": "inbox:events",
                "messaging.message.id": .string(id.description),
                "messaging.client.id": "worker",
            ]
            if retries == 0 {
                expected["throughline.inbox.failure.reason"] = "out of luck"
                expected["error.type"] = "ThroughlineInboxTests.Unlucky"
            }
            var found = attempt.allAttributes
            let wait = try #require(found.removeValue(forKey: "throughline.inbox.wait.duration").flatMap(Double.init))
            #expect(wait >= 0)
            #expect(found == expected)
        }
        #expect(attempts.first?.status?.code == .error)
        #expect(attempts.first?.errors.count == 1)
        #expect(attempts.last?.status == nil)
        // Nothing else: receiving is the request's own span.
        #expect(tracer.finishedSpans.count == 3)
    }

    @Test("have one route, however its path was written", arguments: ["tenants/:id/visits", "/tenants/{id}/visits/"])
    func route(_ path: String) async throws {
        let route = BufferedRoute("visits", Visit.self, path: path) { _, _ in }
        let inbox = try Inbox(broker: InMemoryBroker(), routes: [route], options: .quick())
        try await withTracer(tracer) {
            _ = try await inbox.receiving { try await $0.post(Visit().json, to: "/tenants/7/visits") }
            try await inbox.processing { try await inbox.waitUntilDone() }
        }
        #expect(spans("POST /tenants/{id}/visits").first?[.httpRoute] == "/tenants/{id}/visits")
        #expect(spans("Visit.process").first?[.httpRoute] == "/tenants/{id}/visits")
    }

    @Test("go on after a restart, by what is stored with the entry")
    func restart() async throws {
        let path = TemporaryFile.path()
        func inbox() throws -> Inbox { try Inbox(events: SQLiteBroker(path: path)) { _, _ in } }
        try await withTracer(tracer) {
            _ = try await inbox().receiving { try await $0.post(Visit().json) }
            let second = try inbox()
            try await second.processing { try await second.waitUntilDone() }
        }
        let request = try #require(spans("POST /events").first)
        #expect(spans("Visit.process").map(\.parentSpanID) == [request.spanID])
    }

    @Test("say that a request was a repetition, and whose")
    func replay() async throws {
        let inbox = try Inbox(events: InMemoryBroker())
        let ids = try await withTracer(tracer) {
            try await inbox.receiving { client async throws in
                _ = try await client.post(Visit().json, [.idempotencyKey: "a"])
                return try await client.post(Visit().json, [.idempotencyKey: "a"]).id
            }
        }
        #expect(spans("POST /events").map { $0[.throughlineInboxReplayed] } == [nil, true])
        #expect(Set(spans("POST /events").map { $0[.throughlineInboxRequestID] }) == [ids?.description])
    }

    @Test("say why a request was refused")
    func refusal() async throws {
        try await withTracer(tracer) {
            _ = try await Inbox(events: InMemoryBroker()).receiving { try await $0.post("{}") }
        }
        let span = try #require(spans("POST /events").first)
        #expect(span[.throughlineInboxOutcome] == "invalid")
        // By the convention, what a client is to blame for is no error of the server's.
        #expect(span.status == nil)
    }

    @Test("are there of every other endpoint too, with no change to it")
    func otherEndpoints() async throws {
        try await withTracer(tracer) {
            _ = try await Inbox(events: InMemoryBroker()).receiving { try await $0.send(.get, "/plain") }
        }
        #expect(tracer.finishedSpans.map(\.operationName) == ["GET /plain"])
    }

    @Test("are not made of management, and there is none without a token")
    func management() async throws {
        try await withTracer(tracer) {
            for token in [nil, "secret"] {
                var options = Inbox.Options.quick()
                options.managementToken = token
                let inbox = try Inbox(events: InMemoryBroker(), options: options)
                for path in ["/inbox/queues", "/inbox/queues/inbox:events", "/inbox/queues/inbox%3Aevents"] {
                    let status = try await inbox.receiving {
                        try await $0.send(.get, path, [.authorization: "Bearer secret"]).status
                    }
                    #expect(status == (token == nil ? 404 : 200))
                }
            }
        }
        // Where there is no management, a request for it is one for nothing.
        #expect(tracer.finishedSpans.map(\.operationName) == ["GET", "GET", "GET"])
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import Testing
import ThroughlineInbox

@Suite("A buffered route", .timeLimit(.minutes(5)))
struct ReceiveTests {
    private let broker = InMemoryBroker()

    private func stored() async throws -> [StoredJob] { try await broker.entries(EntryFilter()) }

    @Test("answers 202 with an id, of what is in the broker by then")
    func accept() async throws {
        let inbox = try Inbox(events: broker)
        let answer = try await inbox.receiving { try await $0.post(Visit(number: 7).json) }
        #expect(answer.status == 202)
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
        let id = try #require(answer.id)
        let entry = try #require(try await inbox.operations.entry(id))
        #expect(entry.state == .ready)
        #expect(entry.queue == .route("events"))
        #expect(entry.payload == Visit(number: 7).json)
    }

    @Test(
        "answers what is no such request with 400 and the reason, which names the place and no value",
        arguments: [
            ("", notJSON),
            ("secret", notJSON),
            ("{\"key\":\"secret\"", notJSON),
            ("[]", "The body is not an object."),
            ("{\"key\":\"secret\"}", "kind is missing."),
            ("{\"key\":\"k\",\"kind\":null}", "kind is null, where it has to be text."),
            ("{\"key\":\"k\",\"kind\":17}", "kind is not text."),
            ("{\"key\":\"k\",\"kind\":\"v\",\"number\":\"secret\"}", "number is not a whole number (Int)."),
            ("{\"key\":\"k\",\"kind\":\"v\",\"number\":1e99}", notJSON),
            ("{\"key\":\"k\",\"kind\":\"v\",\"number\":99999999999999999999}", notJSON),
        ]
    )
    func badInput(_ body: String, _ reason: String) async throws {
        let answer = try await Inbox(events: broker).receiving { try await $0.post(body) }
        #expect(answer.status == 400)
        #expect(answer.reason == reason)
        #expect(try await stored().isEmpty)
    }

    @Test("names the place within lists and objects")
    func nested() async throws {
        struct Order: Codable, Sendable {
            struct Item: Codable { let count: Int }
            let items: [Item]
        }
        let route = BufferedRoute("orders", Order.self) { _, _ in }
        let inbox = try Inbox(broker: broker, routes: [route], options: .quick())
        let answer = try await inbox.receiving {
            try await $0.post(#"{"items":[{"count":1},{"count":true}]}"#, to: "/orders")
        }
        #expect(answer.reason == "items.1.count is not a whole number (Int).")
    }

    @Test("ignores fields that it does not know, or refuses them", arguments: [true, false])
    func unknownFields(_ rejects: Bool) async throws {
        struct Address: Codable, Sendable { let city: String }
        struct Customer: Codable, Sendable {
            let name: String
            let addresses: [Address]
            let tags: [String: Int]
            let born: Date
            let page: URL?
        }
        let route = BufferedRoute("customers", Customer.self, rejectsUnknownFields: rejects) { _, _ in }
        let inbox = try Inbox(broker: broker, routes: [route], options: .quick())
        func post(_ extra: String, _ inner: String) async throws -> InboxAnswer {
            let body = """
                {"name":"n","addresses":[{"city":"c"},{"city":"d"\(inner)}],"tags":{"any":1},"born":12.5,\
                "page":"https://example.com"\(extra)}
                """
            return try await inbox.receiving { try await $0.post(body, to: "/customers") }
        }
        #expect(try await post("", "").status == 202)
        #expect(try await post(",\"zip\":1", "").reason == (rejects ? "zip is not known." : nil))
        #expect(try await post("", ",\"zip\":null").reason == (rejects ? "addresses.1.zip is not known." : nil))
    }

    @Test("lets the route look whether a request is good")
    func validation() async throws {
        let route = BufferedRoute(
            "events",
            Visit.self,
            validate: { visit in
                if visit.kind == "none" { throw InvalidRequest("must be one of visit and call", field: "kind") }
                if visit.kind == "gone" { throw HTTPError(.gone) }
                if visit.kind == "odd" { throw Unlucky() }
            }
        ) { _, _ in }
        let inbox = try Inbox(broker: broker, routes: [route], options: .quick())
        try await inbox.receiving { client async throws in
            let refused = try await client.post(Visit(kind: "none").json)
            #expect(refused.status == 400)
            #expect(refused.reason == "kind must be one of visit and call.")
            #expect(try await client.post(Visit(kind: "gone").json).status == 410)
            #expect(try await client.post(Visit(kind: "odd").json).status == 400)
        }
        #expect(try await stored().isEmpty)
    }

    @Test("takes JSON in UTF-8, and what says nothing, and nothing else")
    func contentType() async throws {
        let inbox = try Inbox(events: broker)
        try await inbox.receiving { client async throws in
            for type in ["application/json", "Application/JSON ; charset=\"UTF-8\"", "application/vnd.shop+json"] {
                #expect(try await client.post(Visit().json, [.contentType: type]).status == 202)
            }
            #expect(try await client.send(.post, "/events", [:], Visit().json).status == 202)
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", ""] {
                #expect(try await client.post(Visit().json, [.contentType: type]).status == 415)
            }
            #expect(try await client.post(Visit().json, [.contentEncoding: "gzip"]).status == 415)
        }
        #expect(try await stored().count == 4)
    }

    @Test("refuses a body that is too large, whether it says so or not")
    func oversize() async throws {
        var options = Inbox.Options.quick()
        options.bodyLimit = 100
        let inbox = try Inbox(events: broker, options: options)
        let fits = Visit(key: String(repeating: "k", count: 100 - Visit(key: "").json.utf8.count)).json
        try await inbox.receiving { client async throws in
            #expect(try await client.post(fits).status == 202)
            let refused = try await client.post(fits + " ")
            #expect(refused.status == 413)
            #expect(refused.headers[.connection] == "close")
            #expect(try await client.post(fits + " ", [.contentLength: "1"]).status == 413)
        }
        #expect(try await stored().count == 1)
    }

    @Test("has a path and a method of its own, beside other endpoints")
    func paths() async throws {
        let route = BufferedRoute("visits", Visit.self, path: "/v1/visits", method: .put) { _, _ in }
        let inbox = try Inbox(broker: broker, routes: [route], options: .quick())
        try await inbox.receiving { client async throws in
            #expect(try await client.send(.put, "/v1/visits", [:], Visit().json).status == 202)
            #expect(try await client.post(Visit().json, to: "/v1/visits").status == 404)
            #expect(try await client.send(.get, "/plain").text == "here")
        }
    }

    @Test("answers 503 and when to try again while too much waits, and takes requests again after that")
    func full() async throws {
        var options = Inbox.Options.quick()
        options.capacity = 2
        options.retryAfter = .milliseconds(2_500)
        let inbox = try Inbox(events: broker, options: options)
        try await inbox.receiving { client async throws in
            #expect(try await client.post(Visit().json).status == 202)
            #expect(try await client.post(Visit().json).status == 202)
            let refused = try await client.post(Visit().json)
            #expect(refused.status == 503)
            #expect(refused.headers[.retryAfter] == "3")
            #expect(try await stored().count == 2)
            try await inbox.processing { try await inbox.waitUntilDone() }
            try await inbox.wait { try await client.post(Visit().json).status == 202 }
        }
    }

    @Test("says a time to try again that a client can read, whatever it was told", arguments: [-1, 0, Int64.max])
    func boundlessRetryAfter(_ seconds: Int64) async throws {
        var options = Inbox.Options.quick()
        options.capacity = 0
        options.retryAfter = .seconds(seconds)
        let inbox = try Inbox(events: broker, options: options)
        let refused = try await inbox.receiving { try await $0.post(Visit().json) }
        #expect(refused.headers[.retryAfter] == (seconds > 0 ? "2147483647" : "1"))
    }

    @Test("answers 503 while receiving is paused, also by another process")
    func paused() async throws {
        let inbox = try Inbox(events: broker)
        let other = InboxOperations(broker: broker)
        try await inbox.receiving { client async throws in
            try await inbox.operations.pauseReceiving("events")
            let refused = try await client.post(Visit().json)
            #expect(refused.status == 503)
            #expect(refused.headers[.retryAfter] == "5")
            #expect(try await inbox.operations.statistics().first?.isReceivingPaused == true)
            try await other.resumeReceiving("events")
            try await inbox.wait { try await client.post(Visit().json).status == 202 }
            try await other.pauseReceiving("events")
            try await inbox.wait { try await client.post(Visit().json).status == 503 }
        }
    }

    @Test("answers 503 where the broker fails, and 202 for nothing that is not stored")
    func failingBroker() async throws {
        let flaky = FlakyBroker(broker)
        let inbox = try Inbox(events: flaky)
        try await inbox.receiving { client async throws in
            #expect(try await client.post(Visit().json).status == 202)
            for failure in [FlakyBroker.Call.enqueue, .look] {
                flaky.fail(failure)
                if failure == .look { try await inbox.operations.resumeReceiving("events") }
                let refused = try await client.post(Visit().json)
                #expect(refused.status == 503)
                #expect(refused.headers[.retryAfter] == "5")
                flaky.fail(nil)
            }
            #expect(try await client.post(Visit().json).status == 202)
        }
        #expect(try await stored().count == 2)
    }

    @Test("refuses names that no queue can have, and two of one name")
    func names() throws {
        for name in ["", "a b", "a/b", "ü", String(repeating: "a", count: 201)] {
            #expect(throws: InboxError.badName(name)) {
                try Inbox(broker: broker, routes: [BufferedRoute(name, Visit.self) { _, _ in }])
            }
        }
        let route = BufferedRoute("a", Visit.self) { _, _ in }
        #expect(throws: InboxError.duplicateName("a")) { try Inbox(broker: broker, routes: [route, route]) }
    }
}

private let notJSON = "The body is not JSON, or has a number that is too large."

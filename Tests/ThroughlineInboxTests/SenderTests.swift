import AsyncHTTPClient
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import InMemoryTracing
import NIOCore
import NIOHTTP1
import SemanticConventions
import SpanRecording
import Synchronization
import TestSupport
import Testing
import ThroughlineAsyncHTTPClient
import ThroughlineHummingbird
import ThroughlineInbox
import Tracing

private struct News: Codable, Sendable {
    var text = "news"
}

/// Another service, which answers as the test says.
private final class Partner: Sendable {
    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var headers: HTTPFields = [:]
    }

    private let answers: Mutex<[Answer]>
    private let received = Mutex<[(headers: HTTPFields, body: String)]>([])

    /// - Parameter answers: To the first requests; those after are answered with 204.
    init(_ answers: [Answer] = []) {
        self.answers = Mutex(answers)
    }

    var requests: [(headers: HTTPFields, body: String)] { received.withLock { $0 } }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: TelemetryMiddleware())
        router.post("news") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 16)
            self.received.withLock { $0.append((request.headers, String(buffer: body))) }
            let answer = self.answers.withLock { $0.isEmpty ? Answer(status: .noContent) : $0.removeFirst() }
            return Response(status: answer.status, headers: answer.headers)
        }
        return router
    }
}

@Suite("A buffered sender", .timeLimit(.minutes(5)))
struct SenderTests {
    private let partner = InboxQueue.sender("partner")

    private func inbox(
        _ broker: any Broker = InMemoryBroker(),
        to url: String,
        order: ProcessingOrder<News> = .parallel,
        headers: [(String, String)] = [],
        options: Inbox.Options = .quick(),
        _ client: TracedHTTPClient
    ) throws -> Inbox {
        let sender = BufferedSender(
            "partner",
            News.self,
            to: url,
            client: client,
            headers: .init(headers),
            order: order,
            retries: 3,
            longestRetryAfter: .seconds(60)
        )
        return try Inbox(broker: broker, routes: [], senders: [sender], options: options)
    }

    @Test("delivers what was sent, again with the same key until it is taken, in one trace")
    func deliver() async throws {
        let tracer = InMemoryTracer()
        let other = Partner([.init(status: .serviceUnavailable), .init(status: .tooManyRequests)])
        let id = try await withTracer(tracer) {
            try await withTracedHTTPClient { client in
                try await other.router().serve { port in
                    let inbox = try inbox(to: "http://127.0.0.1:\(port)/news", headers: [("x-tenant", "t")], client)
                    let id = try await withSpan("caller") { _ in try await inbox.send(News(), by: "partner") }
                    try await inbox.processing { try await inbox.waitUntilDone() }
                    #expect(try await inbox.operations.entry(id) == nil)
                    return id
                }
            }
        }
        let requests = other.requests
        #expect(requests.count == 3)
        for request in requests {
            #expect(request.body == #"{"text":"news"}"#)
            #expect(request.headers[.contentType] == "application/json")
            #expect(request.headers[.idempotencyKey] == id.description)
            #expect(request.headers[HTTPField.Name("x-tenant")!] == "t")
        }
        let spans = tracer.finishedSpans
        let caller = try #require(spans.first { $0.operationName == "caller" })
        let send = try #require(spans.first { $0.operationName == "News.send" })
        #expect(send.kind == .producer && send.parentSpanID == caller.spanID)
        let attempts = spans.filter { $0.operationName == "News.deliver" }
        #expect(attempts.count == 3)
        #expect(attempts.allSatisfy { $0.kind == .consumer && $0.parentSpanID == send.spanID })
        #expect(attempts.map { $0[.throughlineInboxSuccess] } == [false, false, true])
        #expect(attempts.map { $0[.throughlineInboxRequestID] } == Array(repeating: id.description, count: 3))
        for attempt in attempts {
            let call = try #require(spans.first { $0.parentSpanID == attempt.spanID && $0.kind == .client })
            #expect(spans.contains { $0.parentSpanID == call.spanID && $0.operationName == "POST /news" })
        }
    }

    @Test(
        "gives up at once where the other service does not want it, and tries again where it may",
        arguments: [
            (400, false), (404, false), (409, false), (422, false), (301, false), (408, true), (425, true), (429, true),
            (500, true), (502, true),
        ]
    )
    func statuses(_ status: Int, _ triesAgain: Bool) async throws {
        let answers = Array(repeating: Partner.Answer(status: .init(code: status)), count: 9)
        let other = Partner(answers)
        try await withTracedHTTPClient { client in
            try await other.router().serve { port in
                let inbox = try inbox(to: "http://127.0.0.1:\(port)/news", client)
                let id = try await inbox.send(News(), by: "partner")
                try await inbox.processing { try await inbox.waitUntilDone() }
                let entry = try #require(try await inbox.operations.errors(partner).first)
                #expect(entry.id == id)
                #expect(entry.error == "the other service answers \(status)")
                #expect(other.requests.count == (triesAgain ? 4 : 1))
            }
        }
    }

    @Test(
        "is not taken in by an answer to a request that the message was no longer in",
        arguments: [(301, false), (302, false), (303, false), (307, true), (308, true)]
    )
    func redirects(_ status: Int, _ isTaken: Bool) async throws {
        let other = Partner([.init(status: .init(code: status), headers: [.location: "/elsewhere"])])
        try await withTracedHTTPClient { client in
            let router = other.router()
            router.get("elsewhere") { _, _ in HTTPResponse.Status.ok }
            router.post("elsewhere") { _, _ in HTTPResponse.Status.noContent }
            try await router.serve { port in
                let inbox = try inbox(to: "http://127.0.0.1:\(port)/news", client)
                let id = try await inbox.send(News(), by: "partner")
                try await inbox.processing { try await inbox.waitUntilDone() }
                let error = try await inbox.operations.entry(id)?.error
                #expect(error == (isTaken ? nil : "the other service answers \(status)"))
            }
        }
    }

    @Test(
        "waits for as long as Retry-After says, within bounds",
        arguments: [("7", 7.0), ("100000", 60.0), ("soon", 0)]
    )
    func retryAfter(_ value: String, _ seconds: Double) async throws {
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        let other = Partner([.init(status: .serviceUnavailable, headers: [.retryAfter: value])])
        try await withTracedHTTPClient { client in
            try await other.router().serve { port in
                var options = Inbox.Options.quick()
                if seconds == 0 { options.backoff = .constant(.seconds(33), limit: 1) }
                let broker = InMemoryBroker(clock: { time })
                let inbox = try inbox(broker, to: "http://127.0.0.1:\(port)/news", options: options, client)
                let id = try await inbox.send(News(), by: "partner")
                try await inbox.processing {
                    try await inbox.wait { try await inbox.operations.entry(id)?.state == .scheduled }
                    let due = try await inbox.operations.entry(id)?.due
                    #expect(due?.timeIntervalSince(time) == (seconds == 0 ? 33 : seconds))
                }
            }
        }
    }

    @Test("delivers when the other side is there again, and after a restart of its own")
    func restarts() async throws {
        let path = TemporaryFile.path()
        let other = Partner()
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        try await withTracedHTTPClient(configuration: configuration) { client in
            // Nobody listens.
            let first = try inbox(SQLiteBroker(path: path), to: "http://127.0.0.1:9/news", client)
            let id = try await first.send(News(), by: "partner")
            try await first.processing { try await first.waitUntilDone() }
            #expect(try await first.operations.errors(partner).map(\.attempts) == [4])
            try await other.router().serve { port in
                let second = try inbox(SQLiteBroker(path: path), to: "http://127.0.0.1:\(port)/news", client)
                #expect(try await second.operations.retry(id))
                try await second.processing { try await second.waitUntilDone() }
            }
        }
        #expect(other.requests.count == 1)
    }

    @Test("keeps the order, where it is to")
    func order() async throws {
        let other = Partner([.init(status: .ok), .init(status: .badGateway), .init(status: .badGateway)])
        try await withTracedHTTPClient { client in
            try await other.router().serve { port in
                let inbox = try inbox(to: "http://127.0.0.1:\(port)/news", order: .sequential, client)
                for number in 0..<4 { try await inbox.send(News(text: "\(number)"), by: "partner") }
                try await inbox.processing { try await inbox.waitUntilDone() }
            }
        }
        #expect(other.requests.map(\.body) == [0, 1, 1, 1, 2, 3].map { #"{"text":"\#($0)"}"# })
    }

    @Test("sends with the application's transaction, or not at all")
    func transaction() async throws {
        let path = TemporaryFile.path()
        try await withTracedHTTPClient { client in
            let inbox = try inbox(SQLiteBroker(path: path), to: "http://127.0.0.1:9/news", client)
            let database = try DatabaseQueue(path: path)
            await #expect(throws: Unlucky.self) {
                try await database.write { db in
                    try inbox.send(News(), by: "partner", in: db)
                    throw Unlucky()
                }
            }
            #expect(try await inbox.operations.entries(partner).isEmpty)
            let id = try await database.write { db in try inbox.send(News(), by: "partner", in: db) }
            #expect(try await inbox.operations.entries(partner).map(\.id) == [id])
        }
    }

    @Test("sends once what has the same key, as from a handler that runs twice")
    func once() async throws {
        let other = Partner()
        try await other.router().serve { port in
            try await withTracedHTTPClient { client in
                let inbox = try inbox(to: "http://127.0.0.1:\(port)/news", client)
                let id = try await inbox.send(News(), by: "partner", once: "a")
                try await inbox.processing { try await inbox.waitUntilDone() }
                #expect(try await inbox.send(News(), by: "partner", once: "a") == id)
                #expect(try await inbox.send(News(), by: "partner", once: "b") != id)
                try await inbox.processing { try await inbox.waitUntilDone() }
            }
        }
        #expect(other.requests.count == 2)
    }

    @Test("takes an answer for what its head says, when the rest does not come")
    func halfAnAnswer() async throws {
        let router = Router()
        let count = Mutex(0)
        router.post("news") { _, _ in
            count.withLock { $0 += 1 }
            return Response(
                status: .ok,
                body: ResponseBody(contentLength: 100) { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw Unlucky()
                }
            )
        }
        try await router.serve { port in
            try await withTracedHTTPClient { client in
                let inbox = try inbox(to: "http://127.0.0.1:\(port)/news", client)
                try await inbox.send(News(), by: "partner")
                try await inbox.processing { try await inbox.waitUntilDone() }
                #expect(try await inbox.operations.errors(partner).isEmpty)
            }
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test("knows what it sends, and who")
    func mistakes() async throws {
        try await withTracedHTTPClient { client in
            let inbox = try inbox(to: "http://127.0.0.1:9/news", client)
            await #expect(throws: InboxError.unknownSender("nobody")) { try await inbox.send(News(), by: "nobody") }
            await #expect(throws: InboxError.otherType(sender: "partner", expected: "News")) {
                try await inbox.send(Visit(), by: "partner")
            }
        }
    }

    @Test("has another inbox take a message once, whose answer was lost")
    func toInbox() async throws {
        let record = Record()
        let receiving = try Inbox(events: InMemoryBroker()) { visit, _ in record.add(visit) }
        let router = Router()
        let isLost = Mutex(true)
        receiving.install(on: router)
        // What is answered at first does not arrive.
        let outer = Router()
        let responder = router.buildResponder()
        outer.post("events") { request, context in
            let answer = try await responder.respond(to: request, context: context)
            return isLost.withLock { lost in
                defer { lost = false }
                return lost ? Response(status: .badGateway) : answer
            }
        }
        try await outer.serve { port in
            try await withTracedHTTPClient { client in
                let sender = BufferedSender("out", Visit.self, to: "http://127.0.0.1:\(port)/events", client: client)
                let sending = try Inbox(broker: InMemoryBroker(), routes: [], senders: [sender], options: .quick())
                try await sending.send(Visit(number: 1), by: "out")
                try await sending.processing { try await sending.waitUntilDone() }
                try await receiving.processing { try await receiving.waitUntilDone() }
            }
        }
        #expect(!isLost.withLock { $0 })
        #expect(record.numbers == [1])
    }
}

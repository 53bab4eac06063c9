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

/// A middleware that writes down what it is told, and does what the test says.
private final class Recorder: InboxMiddleware {
    typealias Step = @Sendable (String) async throws -> Void

    let name: String
    private let step: Step
    private let steps: Log

    final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
        var all: [String] { entries.withLock { $0 } }
    }

    init(_ name: String = "m", log: Log = Log(), step: @escaping Step = { _ in }) {
        self.name = name
        self.step = step
        steps = log
    }

    private func run(_ step: String) async throws -> Attributes {
        steps.add("\(name).\(step)")
        try await self.step(step)
        return ["test.\(name).\(step)": true]
    }

    func beforeRouting(_ request: Request) async throws -> Attributes { try await run("beforeRouting") }
    func afterRouting(_ request: Request, status: HTTPResponse.Status) async throws -> Attributes {
        try await run("afterRouting.\(status.code)")
    }
    func beforePush(_ request: IncomingRequest) async throws -> Additions {
        Additions(
            metadata: [name: "\(request.route) \(request.headers[.userAgent] ?? "-")"],
            attributes: try await run("beforePush")
        )
    }
    func beforeProcess(_ context: InboxContext) async throws -> Attributes { try await run("beforeProcess") }
    func afterProcess(_ context: InboxContext, error: (any Error)?) async throws -> Attributes {
        try await run("afterProcess.\(error.map { "\($0)" } ?? "-")")
    }
}

@Suite("A middleware", .timeLimit(.minutes(5)))
struct MiddlewareTests {
    private let tracer = InMemoryTracer()
    private let broker = InMemoryBroker()

    private func inbox(
        _ middleware: [any InboxMiddleware],
        timeout: Duration = .seconds(30),
        process: @escaping @Sendable (Visit, InboxContext) async throws -> Void = { _, _ in }
    ) throws -> Inbox {
        var options = Inbox.Options.quick()
        options.middleware = middleware
        options.middlewareTimeout = timeout
        return try Inbox(events: broker, retries: 0, options: options, process: process)
    }

    @Test("is run around receiving and processing, like the layers of an onion, and adds what it likes")
    func steps() async throws {
        let log = Recorder.Log()
        let metadata = Mutex<[String: String]>([:])
        let inbox = try inbox([Recorder("a", log: log), Recorder("b", log: log)]) { _, context in
            metadata.withLock { $0 = context.metadata }
            throw Unlucky()
        }
        try await withTracer(tracer) {
            _ = try await inbox.receiving { try await $0.post(Visit().json, [.userAgent: "test"]) }
            try await inbox.processing { try await inbox.waitUntilDone() }
        }
        #expect(
            log.all == [
                "a.beforeRouting", "b.beforeRouting", "a.beforePush", "b.beforePush", "b.afterRouting.202",
                "a.afterRouting.202", "a.beforeProcess", "b.beforeProcess", "b.afterProcess.out of luck",
                "a.afterProcess.out of luck",
            ]
        )
        #expect(metadata.withLock { $0 } == ["a": "events test", "b": "events test"])
        #expect(try await inbox.operations.errors(.route("events")).first?.metadata == metadata.withLock { $0 })
        let spans = tracer.finishedSpans
        let request = try #require(spans.first { $0.operationName == "POST /events" })
        for step in ["beforeRouting", "beforePush", "afterRouting.202"] {
            #expect(request.attributeNames.contains("test.a.\(step)"))
        }
        let attempt = try #require(spans.first { $0.operationName == "Visit.process" })
        for step in ["beforeProcess", "afterProcess.out of luck"] {
            #expect(attempt.attributeNames.contains("test.b.\(step)"))
        }
    }

    @Test("is told of other endpoints too")
    func otherEndpoints() async throws {
        let log = Recorder.Log()
        _ = try await inbox([Recorder(log: log)]).receiving { try await $0.send(.get, "/plain") }
        #expect(log.all == ["m.beforeRouting", "m.afterRouting.200"])
    }

    @Test("refuses a request when it throws before that is stored", arguments: ["beforeRouting", "beforePush"])
    func refusal(_ step: String) async throws {
        for (error, status) in [(HTTPError(.forbidden), 403), (Unlucky(), 500)] as [(any Error, Int)] {
            let inbox = try inbox([Recorder { if $0 == step { throw error } }])
            #expect(try await inbox.receiving { try await $0.post(Visit().json).status } == status)
        }
        #expect(try await broker.entries(EntryFilter()).isEmpty)
    }

    @Test("harms nothing when it throws elsewhere")
    func harmless() async throws {
        let log = Recorder.Log()
        let failing = Recorder("f") { step in
            if step.hasPrefix("after") || step == "beforeProcess" { throw Unlucky() }
        }
        let record = Record()
        let inbox = try inbox([Recorder("a", log: log), failing, Recorder("b", log: log)]) { visit, _ in
            record.add(visit)
        }
        #expect(try await inbox.receiving { try await $0.post(Visit(number: 1).json).status } == 202)
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(record.numbers == [1])
        #expect(log.all.filter { $0.hasSuffix("Process") || $0.contains("afterProcess") }.count == 4)
    }

    @Test("is not waited for when it takes too long: a request is refused then, and an attempt is made")
    func slow() async throws {
        let isSlowBefore = Mutex(true)
        let record = Record()
        let slow = Recorder { step in
            let waits = step == "beforePush" ? isSlowBefore.withLock { $0 } : step != "beforeRouting"
            if waits { await Signal().wait() }
        }
        let inbox = try inbox([slow], timeout: .milliseconds(20)) { visit, _ in record.add(visit) }
        try await inbox.receiving { client async throws in
            let refused = try await client.post(Visit().json)
            #expect(refused.status == 503)
            #expect(refused.headers[.retryAfter] != nil)
            isSlowBefore.withLock { $0 = false }
            #expect(try await client.post(Visit(number: 1).json).status == 202)
        }
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(record.numbers == [1])
    }
}

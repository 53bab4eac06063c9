import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceLifecycle
import ThroughlineInbox

extension Inbox.Options {
    /// Every interval so short that nobody waits, and a log that is nobody's concern.
    static func quick(concurrency: Int = 4) -> Self {
        var options = Self()
        options.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        options.backoff = .constant(.zero, limit: 1)
        options.worker.name = "worker"
        options.worker.concurrency = concurrency
        options.worker.lease = .seconds(30)
        options.worker.rescueInterval = .milliseconds(20)
        options.worker.reportInterval = .milliseconds(20)
        return options
    }
}

extension Inbox {
    /// An inbox with one route, `events`.
    init(
        events broker: any Broker,
        order: ProcessingOrder<Visit> = .parallel,
        retries: Int? = nil,
        options: Options = .quick(),
        process: @escaping @Sendable (Visit, InboxContext) async throws -> Void = { _, _ in }
    ) throws {
        try self.init(
            broker: broker,
            routes: [BufferedRoute("events", Visit.self, order: order, retries: retries, process: process)],
            options: options
        )
    }

    /// Answers requests while `body` runs.
    func receiving<Result: Sendable>(_ body: @Sendable (InboxClient) async throws -> Result) async throws -> Result {
        let router = Router()
        install(on: router)
        router.get("plain") { _, _ in "here" }
        let application = Application(router: router, logger: options.logger)
        return try await application.test(.router) { client in try await body(InboxClient(client: client)) }
    }

    /// Processes while `body` runs, and then shuts down gracefully.
    func processing<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let group = ServiceGroup(services: [self], logger: options.logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                let result = try await body()
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                tasks.cancelAll()
                throw error
            }
        }
    }

    /// Waits until nothing is left that is to be processed or delivered.
    func waitUntilDone() async throws {
        try await wait {
            try await self.broker.counts(EntryFilter(states: [.blocked, .scheduled, .ready, .running])).isEmpty
        }
    }

    /// Waits until a condition holds, looking whenever something has changed.
    func wait(until condition: () async throws -> Bool) async throws {
        while true {
            let number = broker.workNumber()
            try Task.checkCancellation()
            if try await condition() { return }
            await broker.waitForWork(since: number, timeout: .milliseconds(200))
        }
    }
}

struct InboxClient: Sendable {
    let client: any TestClientProtocol

    /// Posts, as JSON unless the headers say something else.
    func post(
        _ body: String,
        to path: String = "/events",
        _ headers: HTTPFields = [:]
    ) async throws -> InboxAnswer {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(.post, path, headers, body)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields = [:],
        _ body: String? = nil
    ) async throws -> InboxAnswer {
        let answer = try await client.execute(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        return InboxAnswer(answer)
    }
}

struct InboxAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ answer: TestResponse) {
        status = answer.status.code
        headers = answer.headers
        text = String(buffer: answer.body)
    }

    private struct Accepted: Decodable {
        let id: JobID
    }

    private struct Refused: Decodable {
        struct Message: Decodable { let message: String }
        let error: Message
    }

    /// The id of an entry that was accepted.
    var id: JobID? { try? JSONDecoder().decode(Accepted.self, from: Data(text.utf8)).id }
    /// Why a request was refused.
    var reason: String? { try? JSONDecoder().decode(Refused.self, from: Data(text.utf8)).error.message }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}

import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ThroughlineJobs
import WireText

/// An inbox's operations over HTTP, for who has the token: see docs/Inbox.md.
struct ManagementRoutes: Sendable {
    private let operations: InboxOperations
    private let digest: SHA256Digest
    private let path: String

    init(_ operations: InboxOperations, token: String, path: String) {
        self.operations = operations
        digest = SHA256.hash(data: Array(token.utf8))
        self.path = path
    }

    func install<Context: RequestContext>(on router: some RouterMethods<Context>) {
        let group = router.group(RouterPath(path))
        group.get("queues") { request, _ in
            try authorize(request)
            return try answer(try await operations.statistics())
        }
        group.get("queues/:queue") { request, context in
            try authorize(request)
            let queue = try queue(context)
            guard let statistics = try await operations.statistics().first(where: { $0.queue == queue }) else {
                throw HTTPError(.notFound)
            }
            return try answer(statistics)
        }
        group.get("queues/:queue/entries") { request, context in
            try authorize(request)
            let (after, limit) = try page(request)
            return try answer(try await operations.entries(queue(context), after: after, limit: limit))
        }
        group.delete("queues/:queue/entries") { request, context in
            try authorize(request)
            return try answer(Count(try await operations.clearEntries(queue(context))))
        }
        group.get("queues/:queue/errors") { request, context in
            try authorize(request)
            let (after, limit) = try page(request)
            return try answer(try await operations.errors(queue(context), after: after, limit: limit))
        }
        group.delete("queues/:queue/errors") { request, context in
            try authorize(request)
            return try answer(Count(try await operations.clearErrors(queue(context))))
        }
        group.post("queues/:queue/errors/retry") { request, context in
            try authorize(request)
            return try answer(Count(try await operations.retryAll(queue(context))))
        }
        for part in ["receiving", "processing"] {
            for action in ["pause", "resume"] {
                group.post("queues/:queue/\(part)/\(action)") { request, context in
                    try authorize(request)
                    try await change(queue(context), part, action)
                    return HTTPResponse.Status.noContent
                }
            }
        }
        group.get("entries/:id") { request, context in
            try authorize(request)
            guard let entry = try await operations.entry(id(context)) else { throw HTTPError(.notFound) }
            return try answer(entry)
        }
        group.delete("entries/:id") { request, context in
            try authorize(request)
            return try await report(try await operations.drop(id(context)), id(context))
        }
        group.post("entries/:id/retry") { request, context in
            try authorize(request)
            return try await report(try await operations.retry(id(context)), id(context))
        }
    }

    /// RFC 6750. How long it takes says nothing of the token: digests are compared, in constant time.
    private func authorize(_ request: Request) throws {
        let parts = request.headers[.authorization]?.split(separator: " ", maxSplits: 1).map { String($0) } ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            SHA256.hash(data: Array(parts[1].trimmingCharacters(in: .whitespaces).utf8)) == digest
        else { throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"]) }
    }

    private func queue(_ context: some RequestContext) throws -> InboxQueue {
        // Many clients encode the colon of a queue's name, though they need not (RFC 3986, section 3.3).
        let name = try context.parameters.require("queue")
        let decoded = PercentEncoding.decodeStrictly(name.utf8) ?? name
        guard let queue = InboxQueue(decoded) else { throw HTTPError(.notFound) }
        return queue
    }

    private func id(_ context: some RequestContext) throws -> JobID {
        guard let id = JobID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return id
    }

    private func page(_ request: Request) throws -> (after: Int64?, limit: Int) {
        let query = request.uri.queryParameters
        var after: Int64?
        if let text = query["after"] {
            guard let number = Int64(text) else { throw HTTPError(.badRequest, message: "after has to be a position.") }
            after = number
        }
        guard let text = query["limit"] else { return (after, 100) }
        guard let limit = Int(text), (1...1_000).contains(limit) else {
            throw HTTPError(.badRequest, message: "limit has to be a number from 1 to 1000.")
        }
        return (after, limit)
    }

    private func change(_ queue: InboxQueue, _ part: String, _ action: String) async throws {
        switch (part, action, queue) {
        case ("receiving", "pause", .route(let route)): try await operations.pauseReceiving(route)
        case ("receiving", "resume", .route(let route)): try await operations.resumeReceiving(route)
        case ("processing", "pause", _): try await operations.pauseProcessing(queue)
        case ("processing", "resume", _): try await operations.resumeProcessing(queue)
        default: throw HTTPError(.notFound)
        }
    }

    /// 409 for an entry that is there, and not in a state to be changed.
    private func report(_ isDone: Bool, _ id: JobID) async throws -> HTTPResponse.Status {
        if isDone { return .noContent }
        throw HTTPError(try await operations.entry(id) == nil ? .notFound : .conflict)
    }

    private struct Count: Encodable {
        let count: Int

        init(_ count: Int) { self.count = count }
    }

    private func answer(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value)))
        )
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SemanticConventions
import SpanRecording
import ThroughlineHTTP
import ThroughlineJobs
import Tracing

/// What a buffered route does with a request: look at it, store it, and say so.
struct Receiver: Sendable {
    let route: BufferedRoute
    let inbox: Inbox
    private let gate: ReceivingGate?
    private let template: String

    init(_ route: BufferedRoute, _ inbox: Inbox) {
        self.route = route
        self.inbox = inbox
        gate = inbox.gates[route.name]
        template = route.template
    }

    private var options: Inbox.Options { inbox.options }

    func receive(_ request: Request) async throws -> Response {
        do {
            let (id, isReplay) = try await store(request)
            InboxMetrics.received(template, isReplay ? "replayed" : "accepted")
            return Self.accepted(id, isReplay: isReplay)
        } catch {
            InboxMetrics.received(template, error.outcome)
            HTTPServerSpan.current?.setAttributes([
                AttributeKey.throughlineInboxOutcome.name: .string(error.outcome)
            ])
            throw error.error(retryAfter: options.retryAfter)
        }
    }

    private func store(_ request: Request) async throws(Refusal) -> (JobID, isReplay: Bool) {
        try await gate?.pass()
        try ContentType.check(request.headers)
        let headerKey = try keyInHeader(request.headers)
        let body = try await read(request)
        let accepted = try route.accept(body)
        let key = try checked(accepted.idempotencyKey) ?? headerKey
        let incoming = IncomingRequest(route: route.name, head: request.head, payload: body, idempotencyKey: key)
        let metadata = try await runMiddleware(incoming)

        let outcome: EnqueueOutcome
        do {
            outcome = try await inbox.queue.submit(draft(incoming, accepted, metadata))
        } catch {
            options.logger.error(
                "A request could not be stored",
                metadata: ["route": "\(route.name)", "error": "\(error)"]
            )
            throw error is UnstorableError ? .unstorable : .unavailable
        }
        return try conclude(outcome)
    }

    private func conclude(_ outcome: EnqueueOutcome) throws(Refusal) -> (JobID, isReplay: Bool) {
        let span = HTTPServerSpan.current
        switch outcome {
        case .enqueued(let id):
            gate?.add()
            span?.setAttributes([AttributeKey.throughlineInboxRequestID.name: .string(id.description)])
            return (id, false)
        case .duplicate(let id):
            span?.setAttributes([
                AttributeKey.throughlineInboxRequestID.name: .string(id.description),
                AttributeKey.throughlineInboxReplayed.name: true,
            ])
            return (id, true)
        case .conflict: throw .conflict
        }
    }

    private func draft(_ request: IncomingRequest, _ accepted: BufferedRoute.Accepted, _ metadata: [String: String])
        throws -> Draft
    {
        var options = inbox.entryOptions(route.queue, retries: route.retries, timeout: route.timeout)
        options.orderingKey = accepted.orderingKey
        if let key = request.idempotencyKey {
            options.unique = .key(key, within: self.options.idempotency.window)
        }
        return Draft(
            route.queue.description,
            payload: request.payload,
            metadata: metadata,
            options: options,
            uniqueDigest: request.idempotencyKey == nil ? nil : RequestDecoding.digest(of: request.payload),
            in: inbox.queue
        )
    }

    /// 202, as RFC 9110 has it in section 15.3.3: accepted, and not done yet.
    private static func accepted(_ id: JobID, isReplay: Bool) -> Response {
        var headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        if isReplay { headers[.idempotencyReplayed] = "true" }
        return Response(
            status: .accepted,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: "{\"id\":\"\(id)\"}"))
        )
    }

    // MARK: The parts

    private func keyInHeader(_ headers: HTTPFields) throws(Refusal) -> String? {
        guard let name = options.idempotency.header.flatMap({ HTTPField.Name($0) }) else { return nil }
        let values = headers[values: name]
        guard values.count < 2 else { throw .invalid("There is more than one \(name).") }
        return try checked(values.first)
    }

    private func checked(_ key: String?) throws(Refusal) -> String? {
        guard let key else { return nil }
        // It would be the key of all requests that have none.
        guard !key.isEmpty else { throw .invalid("The idempotency key is empty.") }
        guard key.utf8.count > options.idempotency.longestKey else { return key }
        throw .invalid("The idempotency key is longer than \(options.idempotency.longestKey) bytes.")
    }

    /// The whole body. A client that takes too long is not waited for, so that it holds nothing but its connection.
    private func read(_ request: Request) async throws(Refusal) -> [UInt8] {
        let limit = route.bodyLimit ?? options.bodyLimit
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw .tooLarge(limit: limit)
        }
        do {
            let timeout = options.bodyTimeout
            let body = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
                group.addTask { try await request.body.collect(upTo: limit) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let body else { throw Refusal.tooSlow }
            return [UInt8](body.readableBytesView)
        } catch let refusal as Refusal {
            throw refusal
        } catch is NIOTooManyBytesError {
            throw .tooLarge(limit: limit)
        } catch {
            // The connection has ended in the midst of it.
            throw .invalid("The body is not complete.")
        }
    }

    /// - Returns: The metadata.
    private func runMiddleware(_ request: IncomingRequest) async throws(Refusal) -> [String: String] {
        var metadata: [String: String] = [:]
        for middleware in options.middleware {
            do {
                let additions = try await bounded(by: options.middlewareTimeout) {
                    try await middleware.beforePush(request)
                }
                metadata.merge(additions.metadata) { $1 }
                HTTPServerSpan.current?.setAttributes(additions.attributes)
            } catch {
                throw Refusal(of: error, by: middleware, options.logger)
            }
        }
        return metadata
    }
}

extension Refusal {
    /// A middleware has thrown before a request was stored.
    init(of error: any Error, by middleware: any InboxMiddleware, _ logger: Logger) {
        if let error = error as? HTTPError {
            self = .answered(error)
            return
        }
        logger.error(
            "A middleware has refused a request",
            metadata: ["middleware": "\(type(of: middleware))", "error": "\(error)"]
        )
        self = error is StepTookTooLong ? .stalled : .failed
    }
}

extension HTTPField.Name {
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}

import Foundation
public import HTTPTypes
import Hummingbird
import ThroughlineJobs

/// An endpoint whose requests are accepted at once, and processed later.
public struct BufferedRoute: Sendable {
    /// The name that its entries are stored under. It outlives the path and the request's type: do not change it while there are
    /// entries.
    public let name: String
    /// Where it is, as Hummingbird writes paths.
    public let path: String
    public let method: HTTPRequest.Method
    /// The request type's name, which its attempts' spans are called by.
    public let requestType: String

    let retries: Int?
    let timeout: Duration?
    let concurrency: Int?
    let capacity: Int?
    let bodyLimit: Int?
    let accept: @Sendable (_ body: [UInt8]) throws(Refusal) -> Accepted
    private let work: @Sendable (_ payload: [UInt8], Inbox) throws -> @Sendable (InboxContext) async throws -> Void

    /// A body that is good.
    struct Accepted: Sendable {
        var orderingKey: String?
        /// What the route itself says that a repetition is known by.
        var idempotencyKey: String?
    }

    /// - Parameters:
    ///   - name: Its name: letters, digits, `-`, `_` and `.`.
    ///   - type: What the body is, as JSON.
    ///   - path: Where it is; `/` and the name unless something else is said.
    ///   - method: Its method.
    ///   - order: In which order its requests are processed.
    ///   - retries: How often one is tried again that has failed; 0 is one attempt, `nil` is ``Inbox/Options/retries``.
    ///   - timeout: How long an attempt may take.
    ///   - concurrency: How many of its requests a process works on at once.
    ///   - capacity: How many may wait; `nil` is ``Inbox/Options/capacity``.
    ///   - bodyLimit: How many bytes a body may have; `nil` is ``Inbox/Options/bodyLimit``.
    ///   - rejectsUnknownFields: Whether a body that has fields that the type does not know is answered with 400. They are ignored
    ///     otherwise.
    ///   - idempotencyKey: What a repetition is known by; `nil` for what the header says.
    ///   - validate: Looks whether a request is good. ``InvalidRequest`` is answered with 400 and its reason, an `HTTPError` as it
    ///     says.
    ///   - process: Does the work, at least once. To return is to be done; to throw is to be tried again, and in the end to go to
    ///     the error queue, with ``PermanentFailure`` at once.
    public init<Payload: Codable & Sendable>(
        _ name: String,
        _ type: Payload.Type = Payload.self,
        path: String? = nil,
        method: HTTPRequest.Method = .post,
        order: ProcessingOrder<Payload> = .parallel,
        retries: Int? = nil,
        timeout: Duration? = nil,
        concurrency: Int? = nil,
        capacity: Int? = nil,
        bodyLimit: Int? = nil,
        rejectsUnknownFields: Bool = false,
        idempotencyKey: @escaping @Sendable (Payload) -> String? = { _ in nil },
        validate: @escaping @Sendable (Payload) throws -> Void = { _ in },
        process: @escaping @Sendable (Payload, InboxContext) async throws -> Void
    ) {
        self.name = name
        self.path = path ?? "/\(name)"
        self.method = method
        self.retries = retries
        self.timeout = timeout
        self.concurrency = concurrency
        self.capacity = capacity
        self.bodyLimit = bodyLimit
        requestType = "\(type)"
        accept = { body throws(Refusal) in
            let payload = try RequestDecoding.decode(type, from: body, rejectsUnknownFields: rejectsUnknownFields)
            try RequestDecoding.check { try validate(payload) }
            return Accepted(orderingKey: order.key(payload), idempotencyKey: idempotencyKey(payload))
        }
        work = { bytes, inbox in
            let payload = try PayloadCoding.decode(type, from: bytes)
            return { context in try await process(payload, context) }
        }
    }

    var queue: InboxQueue { .route(name) }

    /// The path as the server's span has it: `/tenants/{id}/events`.
    var template: String { RouterPath(path).description }

    var term: InboxVocabulary.Term { InboxVocabulary.Term(queue: queue, messageType: requestType, route: template) }

    func runner(_ inbox: Inbox) -> JobRunner {
        inbox.runner(queue) { payload in try work(payload, inbox) }
    }
}

/// What a request is wrong in, for its sender: it is answered with 400 and this reason.
///
/// ```swift
/// throw InvalidRequest("must not be negative", field: "quantity")
/// ```
public struct InvalidRequest: Error, Hashable, Sendable {
    /// Where, as in `items.0.quantity`.
    public var field: String?
    public var reason: String

    public init(_ reason: String, field: String? = nil) {
        self.field = field
        self.reason = reason
    }
}

public import HTTPTypes
public import Hummingbird
public import SpanRecording

/// What an application wants to do around receiving and processing, for all routes.
///
/// ```swift
/// struct Tenants: InboxMiddleware {
///     func beforePush(_ request: IncomingRequest) async throws -> Additions {
///         guard let tenant = request.headers[.tenant] else { throw HTTPError(.forbidden) }
///         return Additions(metadata: ["tenant": tenant], attributes: ["shop.tenant": .string(tenant)])
///     }
/// }
/// ```
///
/// What throws before a request is stored refuses it: an `HTTPError` decides how it is answered, and anything else is a 500. So
/// does what takes longer than ``Inbox/Options/middlewareTimeout``, with a 503: nothing is let in because a check was slow. What
/// throws elsewhere is logged, and harms nothing.
///
/// Steps before are run in the order of ``Inbox/Options/middleware``, those after in the opposite one.
public protocol InboxMiddleware: Sendable {
    /// A request has come, for any endpoint of the router that the inbox is installed on.
    ///
    /// - Returns: Attributes for the request's span.
    func beforeRouting(_ request: Request) async throws -> Attributes

    /// It was answered, or an error was thrown that is answered with this status.
    func afterRouting(_ request: Request, status: HTTPResponse.Status) async throws -> Attributes

    /// A request for a buffered route is good, and about to be stored.
    func beforePush(_ request: IncomingRequest) async throws -> Additions

    /// An attempt is about to be made, or a message to be delivered.
    ///
    /// - Returns: Attributes for the attempt's span.
    func beforeProcess(_ context: InboxContext) async throws -> Attributes

    /// It is over.
    func afterProcess(_ context: InboxContext, error: (any Error)?) async throws -> Attributes
}

extension InboxMiddleware {
    public func beforeRouting(_ request: Request) async throws -> Attributes { [:] }
    public func afterRouting(_ request: Request, status: HTTPResponse.Status) async throws -> Attributes { [:] }
    public func beforePush(_ request: IncomingRequest) async throws -> Additions { Additions() }
    public func beforeProcess(_ context: InboxContext) async throws -> Attributes { [:] }
    public func afterProcess(_ context: InboxContext, error: (any Error)?) async throws -> Attributes { [:] }
}

/// A request that is about to be stored.
public struct IncomingRequest: Sendable {
    /// The route's name.
    public let route: String
    public let head: HTTPRequest
    /// The body, as it is stored.
    public let payload: [UInt8]
    /// What a repetition is known by.
    public let idempotencyKey: String?

    public var headers: HTTPFields { head.headerFields }
}

/// What a middleware adds to a request that is about to be stored.
public struct Additions: Sendable {
    /// What goes along with the entry: 16 KiB in all, of which the longest is left out where it is more.
    public var metadata: [String: String]
    /// Attributes for the request's span.
    public var attributes: Attributes

    public init(metadata: [String: String] = [:], attributes: Attributes = [:]) {
        self.metadata = metadata
        self.attributes = attributes
    }
}

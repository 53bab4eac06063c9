public import SpanRecording

/// A way for mail to leave the application: an SMTP server, a folder, the memory of a test.
///
/// A transport of one's own has little to do; ``Mailer`` composes, traces and counts:
///
/// ```swift
/// struct LogTransport: MailTransport, MailConnection {
///     var name: String { "log" }
///     func open() async throws -> any MailConnection { self }
///     func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
///         logger.info("mail", metadata: ["size": "\(mail.size)"])
///         return DeliveryResult(accepting: mail)
///     }
/// }
/// ```
public protocol MailTransport: Sendable {
    /// A short word for the kind of transport, such as `smtp`, for spans and metrics.
    var name: String { get }

    /// What spans and metrics say of the transport: `server.address` and `server.port`, where there is a server.
    var serverAttributes: Attributes { get }

    /// Opens a connection, or takes one of a pool.
    /// - Throws: Anything; best a ``MailError``.
    func open() async throws -> any MailConnection

    /// Ends what the transport keeps, such as a pool's connections. It opens nothing afterwards.
    func shutdown() async
}

extension MailTransport {
    public var serverAttributes: Attributes { [:] }
    public func shutdown() async {}
}

/// A connection over which mails are sent, one after the other.
///
/// One task at a time uses it. One that wraps another has to hand on every member, or mails go over connections that are gone;
/// ``MailTransport/intercepted(_:)`` does.
public protocol MailConnection: Sendable {
    /// What spans say of the connection: the peer's address, the version of TLS.
    var attributes: Attributes { get }

    /// Whether the connection was there already when it was asked for, in a pool.
    var isReused: Bool { get }

    /// How long a pool had whoever asked wait for it; `nil` without a pool.
    var poolWait: Duration? { get }

    /// Whether another mail can be sent over it. When it is lost, or has carried as many mails as it may, it cannot.
    var isUsable: Bool { get }

    /// Where a task that sends several mails over it, one right after the other, runs best: with no change of threads between
    /// them. Nothing that takes long may be done there, such as composing a large mail. `nil` if it makes no difference.
    var taskExecutor: (any TaskExecutor)? { get }

    /// Sends one mail.
    ///
    /// - Returns: ``DeliveryResult/Outcome/sent`` or ``DeliveryResult/Outcome/refused`` if the server has answered, and
    ///   ``DeliveryResult/Outcome/unknown`` if the connection was lost after the whole mail was handed over.
    /// - Throws: If the mail was certainly not sent, because the connection failed or it cannot carry this mail.
    func deliver(_ mail: EncodedMail) async throws -> DeliveryResult

    /// Sends one mail, and says which one comes next, so that a connection that can starts on it in the same round trip.
    ///
    /// Otherwise it is ``deliver(_:)``. That the next one is then not delivered, or another one, is allowed, and costs the
    /// connection some time.
    func deliver(_ mail: EncodedMail, before next: EncodedMail?) async throws -> DeliveryResult

    /// Ends the connection, or gives it back to its pool. It is not used afterwards.
    func close() async throws
}

extension MailConnection {
    public var attributes: Attributes { [:] }
    public var isReused: Bool { false }
    public var poolWait: Duration? { nil }
    public var isUsable: Bool { true }
    public var taskExecutor: (any TaskExecutor)? { nil }
    public func deliver(_ mail: EncodedMail, before next: EncodedMail?) async throws -> DeliveryResult {
        try await deliver(mail)
    }
    public func close() async throws {}
}

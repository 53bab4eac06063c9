/// Sends mail, and traces it.
///
/// ```swift
/// let mailer = try Mailer.fromEnvironment()  // THROUGHLINE_MAIL_URL=smtp://user:password@mail.example.com:587
/// try await mailer.send(message)
/// ```
///
/// Every call takes a connection of its transport and gives it back, so that calls may overlap. To send several times over
/// one connection, keep it open:
///
/// ```swift
/// try await mailer.withConnection { mailer in
///     try await mailer.send(invoices)
///     try await mailer.send(reminders)
/// }
/// ```
///
/// A call leaves the spans `send_messages` → `open` → `send_message_item`, one for each mail → `close`. They go to whatever
/// tracer is bootstrapped, and name domains rather than addresses unless ``Configuration/recordsAddresses`` is set.
///
/// It works with any ``MailTransport``, one of your own too.
public final class Mailer: Sendable {
    /// Where the mail goes.
    public let transport: any MailTransport
    public let configuration: Configuration
    let telemetry: MailTelemetry
    let kept = KeptConnection()

    /// How mails are sent and traced.
    public struct Configuration: Sendable {
        /// Sign every mail that is composed here, each with a signature of its own.
        public var signers: [DKIMSigner] = []
        /// Whether spans hold addresses, and what servers say, which may repeat addresses and names of users. Otherwise they
        /// hold domains and the servers' codes.
        public var recordsAddresses = false
        /// Whether a mail's headers carry its trace, as `traceparent`.
        public var propagatesTrace = false

        public init() {}
    }

    /// A mailer on a transport.
    public init(_ transport: any MailTransport, configuration: Configuration = Configuration()) {
        self.transport = transport
        self.configuration = configuration
        telemetry = MailTelemetry(transport, configuration)
    }

    // MARK: Sending

    /// Sends one mail.
    ///
    /// - Returns: What became of it: also when it was sent, some recipients may have been refused.
    /// - Throws: ``MailError/refused(_:)`` if the server did not take it for anyone, ``MailError/unknownOutcome(_:)`` if it may
    ///   or may not have been sent, and anything else if it was not sent; ``MailError/isTemporary`` tells whether it is worth
    ///   another attempt.
    @discardableResult
    public func send(_ message: MailMessage) async throws -> DeliveryResult {
        try await send(OutgoingMail(message))
    }

    /// Sends one mail that is composed already; otherwise ``send(_:)-(MailMessage)``.
    @discardableResult
    public func send(_ mail: EncodedMail) async throws -> DeliveryResult {
        try await send(OutgoingMail(mail))
    }

    private func send(_ mail: OutgoingMail) async throws -> DeliveryResult {
        var progress = Progress(results: [])
        try await send([mail], rule: .require, progress: &progress)
        return progress.results?.first ?? DeliveryResult(outcome: .skipped)
    }

    /// Sends mails one after the other over one connection.
    ///
    /// A mail without recipients is passed over, and does not count.
    ///
    /// - Parameter failSilently: Whether a mail that is not sent is only missing in the count, and the next one is sent. A
    ///   mail that cannot be composed is an error all the same.
    /// - Returns: How many were sent, to at least one recipient each. An empty list opens no connection.
    /// - Throws: The first error, unless it is to be silent; the mails in front of it have been sent then, those behind it
    ///   have not.
    @discardableResult
    public func send(_ messages: [MailMessage], failSilently: Bool = false) async throws -> Int {
        try await send(messages.map { OutgoingMail($0) }, failSilently: failSilently)
    }

    /// Sends mails that are composed already; otherwise ``send(_:failSilently:)-([MailMessage],_)``.
    @_disfavoredOverload  // else an empty list could be of either kind
    @discardableResult
    public func send(_ mails: [EncodedMail], failSilently: Bool = false) async throws -> Int {
        try await send(mails.map { OutgoingMail($0) }, failSilently: failSilently)
    }

    private func send(_ mails: [OutgoingMail], failSilently: Bool) async throws -> Int {
        var progress = Progress()
        try await send(mails, rule: failSilently ? .count : .raise, progress: &progress)
        return progress.sent
    }

    /// Sends mails one after the other over one connection, whatever becomes of each.
    ///
    /// When the task is cancelled, no more are sent, and the result of each that is left is a `CancellationError`: what is known
    /// of the others is not lost.
    ///
    /// - Returns: A result for each mail, in their order.
    public func deliver(_ messages: [MailMessage]) async -> [DeliveryResult] {
        await deliver(messages.map { OutgoingMail($0) })
    }

    /// Sends mails that are composed already; otherwise ``deliver(_:)-([MailMessage])``.
    @_disfavoredOverload  // else an empty list could be of either kind
    public func deliver(_ mails: [EncodedMail]) async -> [DeliveryResult] {
        await deliver(mails.map { OutgoingMail($0) })
    }

    private func deliver(_ mails: [OutgoingMail]) async -> [DeliveryResult] {
        var progress = Progress(results: [])
        try? await send(mails, rule: .collect, progress: &progress)  // by this rule every error is a mail's
        return progress.results ?? []
    }

    // MARK: Connections

    /// Opens a connection that every call uses, one after the other, until ``close()``.
    ///
    /// - Returns: Whether a connection was opened; `false` if there was one, or if it silently could not be.
    @discardableResult
    public func open(failSilently: Bool = false) async throws -> Bool {
        try await kept.acquire()
        defer { kept.release() }
        var connection = kept.connection
        defer { kept.connection = connection }
        let isThere = connection?.isUsable == true
        do {
            try await open(&connection, failSilently: failSilently)
            return !isThere
        } catch  where failSilently && !(error is CancellationError && Task.isCancelled) {
            return false
        }
    }

    /// Closes the connection that ``open(failSilently:)`` keeps, if there is one. A cancelled task closes it too.
    public func close() async throws {
        try await kept.acquire(isCancellable: false)
        defer { kept.release() }
        var connection = kept.connection
        kept.connection = nil
        try await close(&connection)
    }

    /// Does something with a mailer that keeps one connection open for it, and closes it afterwards.
    public func withConnection<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Mailer) async throws -> Result
    ) async throws -> Result {
        let mailer = Mailer(transport, configuration: configuration)
        try await mailer.open()
        do {
            let result = try await body(mailer)
            try? await mailer.close()
            return result
        } catch {
            try? await mailer.close()
            throw error
        }
    }

    /// Ends the transport: nothing can be sent afterwards.
    public func shutdown() async {
        try? await close()
        await transport.shutdown()
    }
}

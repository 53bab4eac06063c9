import SpanRecording

extension MailTransport {
    /// The transport with something done around each mail, for a log, a limit or a check.
    ///
    /// ```swift
    /// let transport = try SMTPTransport(configuration).intercepted { mail, send in
    ///     let result = try await send()
    ///     logger.info("mail", metadata: ["outcome": "\(result.outcome)", "size": "\(mail.size)"])
    ///     return result
    /// }
    /// ```
    ///
    /// All else stays what it is: a connection is still given back to its pool, asked whether it can be used, and told of the
    /// next mail.
    ///
    /// - Parameter body: Sends the mail, by calling `send` once, or does not.
    public func intercepted(
        _ body:
            @escaping @Sendable (_ mail: EncodedMail, _ send: () async throws -> DeliveryResult) async throws
            -> DeliveryResult
    ) -> some MailTransport {
        InterceptedMailTransport(base: self, body: body)
    }
}

private struct InterceptedMailTransport<Base: MailTransport>: MailTransport {
    typealias Body = @Sendable (EncodedMail, () async throws -> DeliveryResult) async throws -> DeliveryResult

    let base: Base
    let body: Body

    var name: String { base.name }
    var serverAttributes: Attributes { base.serverAttributes }
    func open() async throws -> any MailConnection { Connection(base: try await base.open(), body: body) }
    func shutdown() async { await base.shutdown() }

    private struct Connection: MailConnection {
        let base: any MailConnection
        let body: Body

        var attributes: Attributes { base.attributes }
        var isReused: Bool { base.isReused }
        var poolWait: Duration? { base.poolWait }
        var isUsable: Bool { base.isUsable }
        /// None: the body may block, and must not block an event loop.
        var taskExecutor: (any TaskExecutor)? { nil }

        func deliver(_ mail: EncodedMail) async throws -> DeliveryResult { try await deliver(mail, before: nil) }
        func deliver(_ mail: EncodedMail, before next: EncodedMail?) async throws -> DeliveryResult {
            try await body(mail) { try await base.deliver(mail, before: next) }
        }
        func close() async throws { try await base.close() }
    }
}

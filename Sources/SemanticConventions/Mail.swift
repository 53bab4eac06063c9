// Mail: OpenTelemetry has no convention (v1.44), so the keys are our own.

extension AttributeKey where Value == String {
    /// The kind of transport, such as `smtp` or `file`.
    @inlinable public static var mailTransport: Self { "throughline.mail.transport" }
    /// What is done: `send_messages`, `open`, `send_message_item` or `close`.
    @inlinable public static var mailOperation: Self { "throughline.mail.operation" }
    /// How it ended for a mail: `sent`, `refused`, `failed`, `unknown` or `skipped`.
    @inlinable public static var mailOutcome: Self { "throughline.mail.outcome" }
    /// The author's mailbox. Only if the application opts in.
    @inlinable public static var mailFrom: Self { "throughline.mail.from" }
    /// The domain of the author's address.
    @inlinable public static var mailFromDomain: Self { "throughline.mail.from.domain" }
    /// The `Message-ID`.
    @inlinable public static var mailMessageID: Self { "throughline.mail.message.id" }
    /// The enhanced status code (RFC 3463) of the server's last word on a mail, such as `5.1.1`.
    @inlinable public static var mailReplyEnhancedCode: Self { "throughline.mail.reply.enhanced_code" }
    /// How the client authenticated to the server, such as `SCRAM-SHA-256`.
    @inlinable public static var mailAuthMechanism: Self { "throughline.mail.auth.mechanism" }
    /// The text of the server's last word on a mail. Only if the application opts in.
    @inlinable public static var mailReplyText: Self { "throughline.mail.reply.text" }
}

extension AttributeKey where Value == [String] {
    /// The recipients' addresses. Only if the application opts in.
    @inlinable public static var mailRecipients: Self { "throughline.mail.recipients" }
    /// What the server says that it can do, by the keywords of its answer to `EHLO`.
    @inlinable public static var mailServerExtensions: Self { "throughline.mail.server.extensions" }
    /// The domains of the recipients' addresses, each once.
    @inlinable public static var mailRecipientDomains: Self { "throughline.mail.recipients.domains" }
    /// The codes with which the server refused recipients, each once: the enhanced one where there is one.
    @inlinable public static var mailRefusedCodes: Self { "throughline.mail.recipients.refused.codes" }
}

extension AttributeKey where Value == Int {
    /// How many mails were to be sent.
    @inlinable public static var mailMessagesCount: Self { "throughline.mail.messages.count" }
    /// How many mails were sent.
    @inlinable public static var mailMessagesSent: Self { "throughline.mail.messages.sent" }
    /// How many recipients a mail has.
    @inlinable public static var mailRecipientsCount: Self { "throughline.mail.recipients.count" }
    /// How many of them the server took.
    @inlinable public static var mailAcceptedCount: Self { "throughline.mail.recipients.accepted.count" }
    /// How many of them the server refused.
    @inlinable public static var mailRefusedCount: Self { "throughline.mail.recipients.refused.count" }
    /// The size of a mail's content in bytes.
    @inlinable public static var mailMessageSize: Self { "throughline.mail.message.size" }
    /// The code of the server's last word on a mail, such as 250.
    @inlinable public static var mailReplyCode: Self { "throughline.mail.reply.code" }
}

extension AttributeKey where Value == Bool {
    /// Whether a mail was sent.
    @inlinable public static var mailSent: Self { "throughline.mail.sent" }
    /// Whether the application asked for a count instead of errors.
    @inlinable public static var mailFailSilently: Self { "throughline.mail.fail_silently" }
    /// Whether the connection was there already: open, or in a pool.
    @inlinable public static var mailConnectionReused: Self { "throughline.mail.connection.reused" }
    /// Whether a connection was made.
    @inlinable public static var mailConnectionOpened: Self { "throughline.mail.connection.opened" }
    /// Whether there was a connection to close.
    @inlinable public static var mailConnectionPresent: Self { "throughline.mail.connection.present" }
}

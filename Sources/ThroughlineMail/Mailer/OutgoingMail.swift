import SemanticConventions
import SpanRecording
import Tracing

/// A mail on its way: composed or still to be.
struct OutgoingMail {
    private enum Source {
        case message(MailMessage)
        case encoded(EncodedMail)
    }

    private let source: Source

    init(_ message: MailMessage) { source = .message(message) }
    init(_ mail: EncodedMail) { source = .encoded(mail) }

    var hasRecipients: Bool {
        switch source {
        case .message(let message): !(message.to.isEmpty && message.cc.isEmpty && message.bcc.isEmpty)
        case .encoded(let mail): !mail.envelope.recipients.isEmpty
        }
    }

    /// Whether composing it takes longer than a few dozen microseconds.
    func isLaborious(_ configuration: Mailer.Configuration) -> Bool {
        switch source {
        case .message(let message): !configuration.signers.isEmpty || message.estimatedSize > 65_536
        case .encoded: false
        }
    }

    /// Composes the mail.
    func encoded(_ configuration: Mailer.Configuration, in context: InstrumentationContext?) throws(MailError)
        -> EncodedMail
    {
        let traceHeaders = (configuration.propagatesTrace ? context : nil).map { TraceHeaders.headers(for: $0) } ?? []
        switch source {
        case .message(let message):
            return try message.encoded(signedBy: configuration.signers, traceHeaders: traceHeaders)
        case .encoded(let mail):
            guard !traceHeaders.isEmpty else { return mail }
            return mail.prepending(traceHeaders.flatMap { Array("\($0.name): \($0.value)\r\n".utf8) })
        }
    }

    /// What a span says of the mail before it is sent.
    func attributes(recordingAddresses: Bool) -> Attributes {
        var attributes: Attributes = [:]
        let from: (address: EmailAddress, text: String)?
        let recipients: [EmailAddress]
        switch source {
        case .message(let message):
            from = (message.from.address, message.from.description)
            recipients = message.recipients
        case .encoded(let mail):
            from = mail.envelope.sender.map { ($0, $0.description) }
            recipients = mail.envelope.recipients
        }
        attributes[.mailFromDomain] = from?.address.asciiDomain
        attributes[.mailRecipientsCount] = recipients.count
        var domains: [String] = []
        for recipient in recipients where domains.count < Self.maximumDomains {
            let domain = recipient.asciiDomain.lowercased()
            if !domains.contains(domain) { domains.append(domain) }
        }
        attributes[.mailRecipientDomains] = domains
        if recordingAddresses {
            attributes[.mailFrom] = from?.text
            attributes[.mailRecipients] = recipients.prefix(Self.maximumAddresses).map(\.description)
        }
        return attributes
    }

    private static let maximumDomains = 16
    private static let maximumAddresses = 128
}

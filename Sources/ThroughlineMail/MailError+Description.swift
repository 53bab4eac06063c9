extension MailError: CustomStringConvertible {
    /// What is wrong, without addresses, of which domains are left, and without the server's words, which may repeat one, or a
    /// bare user name: of what the server said there are its codes. A log, a span and a job's row may have it.
    public var description: String {
        switch self {
        case .invalidAddress(_, let reason): "an address is none: it \(reason)"
        case .connectionLost: "the connection to the mail server was lost"
        case .authenticationFailed(let reply, let reason):
            ("the mail server did not authenticate: \(reason)" + (reply.map { ": \($0.codes)" } ?? "")).printable
        case .serverRefused(let command, let reply): "the mail server refused \(command): \(reply.codes)".printable
        case .refused(let result): "the mail was refused\(result.codes)"
        case .unknownOutcome(let result): "whether the mail was sent is unknown\(result.codes)"
        // A sentence of this module's, with an @ in it that belongs to no address.
        case .invalidConfiguration: detailedDescription
        default: AddressMask.masked(detailedDescription)
        }
    }

    /// The ``description`` with the addresses, and with what the server said.
    public var detailedDescription: String {
        switch self {
        case .invalidAddress(let text, let reason): "\"\(text.printable)\" is no address: it \(reason)"
        case .invalidHeader(let name, let reason): "the header \"\(name.printable)\" \(reason)"
        case .invalidContent(let reason): reason
        case .missingSender: "the mail has no sender"
        case .missingRecipients: "the mail has no recipients"
        case .signing(let reason): "the mail could not be signed: \(reason)"
        case .notConfigured(let reason): "mail is not configured: \(reason)"
        case .invalidConfiguration(let reason): "mail is not configured well: \(reason)"
        case .shutDown: "the mail transport has been shut down"
        case .connectionFailed(let reason): "no connection to the mail server: \(reason)".printable
        case .connectionLost(let reason): "the connection to the mail server was lost: \(reason)".printable
        case .timedOut(let phase): "the mail server did not answer in time: \(phase)"
        case .tlsFailed(let reason): "TLS with the mail server failed: \(reason)".printable
        case .authenticationFailed(let reply, let reason):
            ("the mail server did not authenticate: \(reason)" + (reply.map { ": \($0)" } ?? "")).printable
        case .protocolViolation(let reason): "the mail server does not speak SMTP: \(reason)".printable
        case .serverRefused(let command, let reply): "the mail server refused \(command): \(reply)".printable
        case .unsupported(let feature): "the mail server does not offer \(feature)"
        case .refused(let result): "the mail was refused\(result.reasons)"
        case .unknownOutcome(let result): "whether the mail was sent is unknown\(result.reasons)"
        }
    }
}

extension Error {
    /// The error's text with everything that it says, or without addresses. Of an error that is not of this module nothing but
    /// its text is known, in which what looks like an address is masked.
    func mailDescription(isDetailed: Bool) -> String {
        if let error = self as? MailError { return isDetailed ? error.detailedDescription : error.description }
        let text = String(describing: self)
        return isDetailed ? text : AddressMask.masked(text)
    }
}

extension DeliveryResult {
    fileprivate var reasons: String {
        reasons(isDetailed: true) {
            "\($0.address): \($0.reply)"
        } reply: {
            "\($0)"
        }
    }

    fileprivate var codes: String {
        reasons(isDetailed: false) {
            "\($0.address.asciiDomain): \($0.reply.codes)"
        } reply: {
            $0.codes
        }
    }

    private func reasons(
        isDetailed: Bool,
        _ refusal: (RecipientRefusal) -> String,
        reply text: (SMTPReply) -> String
    ) -> String {
        var reasons = refused.prefix(3).map(refusal)
        if refused.count > 3 { reasons.append("and \(refused.count - 3) more recipients") }
        if reasons.isEmpty, let reply { reasons = [text(reply)] }
        if let error { reasons.append(error.mailDescription(isDetailed: isDetailed)) }
        return reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; ").printable
    }
}

extension SMTPReply {
    /// The codes without the text.
    fileprivate var codes: String { enhancedCode.map { "\(code) \($0)" } ?? "\(code)" }
}

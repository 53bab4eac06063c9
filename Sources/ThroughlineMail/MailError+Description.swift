extension MailError: CustomStringConvertible {
    public var description: String {
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

extension DeliveryResult {
    fileprivate var reasons: String {
        var reasons = refused.prefix(3).map { "\($0.address): \($0.reply)" }
        if refused.count > 3 { reasons.append("and \(refused.count - 3) more recipients") }
        if reasons.isEmpty, let reply { reasons = ["\(reply)"] }
        if let error { reasons.append("\(error)") }
        return reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; ").printable
    }
}

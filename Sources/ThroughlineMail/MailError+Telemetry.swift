import SpanRecording

extension MailError {
    /// The value of `error.type`: the server's code, or the kind of error.
    var errorType: String {
        switch self {
        case .invalidAddress: "invalid_address"
        case .invalidHeader: "invalid_header"
        case .invalidContent: "invalid_content"
        case .missingSender: "missing_sender"
        case .missingRecipients: "missing_recipients"
        case .signing: "signing_failed"
        case .notConfigured: "not_configured"
        case .invalidConfiguration: "invalid_configuration"
        case .shutDown: "shut_down"
        case .connectionFailed: "connection_failed"
        case .connectionLost: "connection_lost"
        case .timedOut: "timeout"
        case .tlsFailed: "tls_failed"
        case .authenticationFailed(let reply, _): reply?.errorType ?? "authentication_failed"
        case .protocolViolation: "protocol_violation"
        case .serverRefused(_, let reply): reply.errorType
        case .unsupported: "unsupported"
        case .refused(let result): result.lastRefusal?.errorType ?? "refused"
        case .unknownOutcome: "unknown_outcome"
        }
    }
}

extension Error {
    /// The value of `error.type`: of low cardinality, and a code of the server's where there is one.
    var mailErrorType: String { (self as? MailError)?.errorType ?? ErrorType.name(of: self) }
}

extension DeliveryResult {
    /// The reply that refused the mail.
    var lastRefusal: SMTPReply? {
        reply.flatMap { $0.code >= 400 ? $0 : nil } ?? refused.last?.reply
    }
}

extension SMTPReply {
    /// The enhanced code or, without one, the code.
    var shortCode: String { enhancedCode.map { "\($0)" } ?? "\(code)" }

    /// The same as ``shortCode`` as long as it is one of the few hundred that servers mean something by. It is a label of
    /// metrics, and must not become anything that a server likes to say.
    fileprivate var errorType: String {
        if let enhancedCode, enhancedCode.isRegistered { return "\(enhancedCode)" }
        return (200..<600).contains(code) ? "\(code)" : "invalid_reply"
    }
}

extension EnhancedStatusCode {
    /// Whether it lies where codes have been registered.
    ///
    /// Source: https://www.iana.org/assignments/smtp-enhanced-status-codes/
    fileprivate var isRegistered: Bool {
        [2, 4, 5].contains(status) && (0...7).contains(subject) && (0...40).contains(detail)
    }
}

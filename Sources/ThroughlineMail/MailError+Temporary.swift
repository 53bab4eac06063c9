extension MailError {
    /// Whether the same mail may well be sent later: the server said so (4xx), or it could not be reached or did not answer.
    ///
    /// What is wrong with the mail itself, or with the configuration, is not temporary. Neither is
    /// ``unknownOutcome(_:)``: the mail may have been sent, and would be sent twice.
    public var isTemporary: Bool {
        switch self {
        case .connectionFailed, .connectionLost, .timedOut, .tlsFailed, .protocolViolation, .shutDown: true
        case .authenticationFailed(let reply, _): reply?.isTemporary ?? false
        case .serverRefused(_, let reply): reply.isTemporary
        case .refused(let result): result.isTemporary
        case .invalidAddress, .invalidHeader, .invalidContent, .missingSender, .missingRecipients, .signing: false
        case .notConfigured, .invalidConfiguration, .unsupported, .unknownOutcome: false
        }
    }
}

extension DeliveryResult {
    /// Whether the same mail may well be sent later, to recipients of whom none has got it now.
    ///
    /// A refusal is temporary if it is for one recipient at least. A mail that failed with a ``MailError`` is as temporary as
    /// that; with any other error, of a folder's disk, say, it is worth another attempt. A mail that was sent is not
    /// temporary, whoever was refused beside: see ``RecipientRefusal/isTemporary``.
    public var isTemporary: Bool {
        switch outcome {
        case .sent, .skipped, .unknown: false
        case .refused: refused.isEmpty ? reply?.isTemporary ?? false : refused.contains(where: \.isTemporary)
        case .failed: (error as? MailError)?.isTemporary ?? (error != nil)
        }
    }
}

extension Mailer {
    /// What becomes of errors.
    enum FailureRule {
        /// The first one is thrown, and nothing more is sent. One mail is a list of its own, and must be sent.
        case require
        /// The first one is thrown, and nothing more is sent.
        case raise
        /// The mail does not count.
        case count
        /// It is the mail's result.
        case collect

        /// A mail that cannot be composed is a mistake in the program and no failure of a server: as in the source's framework,
        /// only who asks for results gets it as one. A cancelled call ends with an error, unless it has results to return.
        func mustThrow(_ error: any Error) -> Bool {
            switch self {
            case .require, .raise: true
            case .count: error is CancellationError && Task.isCancelled || (error as? MailError)?.isMistake == true
            case .collect: false
            }
        }

        /// The error that a result is; `nil` if the mail was sent, or there was nobody to send it to.
        func failure(of result: DeliveryResult) -> (any Error)? {
            switch result.outcome {
            case .sent: nil
            // Only a transport that skips mails of its own gets here with a mail that must be sent.
            case .skipped: self == .require ? result.error ?? MailError.refused(result) : nil
            case .refused: MailError.refused(result)
            case .unknown: MailError.unknownOutcome(result)
            case .failed: result.error ?? MailError.refused(result)
            }
        }
    }
}

extension MailError {
    /// Whether the mail itself is at fault, and would be with any server.
    fileprivate var isMistake: Bool {
        switch self {
        case .invalidAddress, .invalidHeader, .invalidContent, .missingSender, .signing: true
        default: false
        }
    }
}

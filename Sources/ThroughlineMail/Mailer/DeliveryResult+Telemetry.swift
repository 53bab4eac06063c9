import SemanticConventions
import SpanRecording

extension DeliveryResult {
    /// The error that the result is; `nil` if the mail was sent, or there was nobody to send it to.
    var failure: (any Error)? {
        switch outcome {
        case .sent, .skipped: nil
        case .refused: MailError.refused(self)
        case .unknown: MailError.unknownOutcome(self)
        case .failed: error ?? MailError.refused(self)
        }
    }

    func attributes(recordingAddresses: Bool) -> Attributes {
        var attributes: Attributes = [:]
        attributes[.mailSent] = outcome == .sent
        attributes[.mailOutcome] = outcome.rawValue
        attributes[.mailMessageID] = messageID
        if size > 0 { attributes[.mailMessageSize] = size }
        if outcome == .sent || outcome == .refused {
            attributes[.mailAcceptedCount] = accepted.count
            attributes[.mailRefusedCount] = refused.count
        }
        if !refused.isEmpty {
            var codes: [String] = []
            for code in refused.lazy.map(\.reply.shortCode) where !codes.contains(code) && codes.count < 16 {
                codes.append(code)
            }
            attributes[.mailRefusedCodes] = codes
        }
        if let reply = reply ?? refused.last?.reply {
            attributes[.mailReplyCode] = reply.code
            attributes[.mailReplyEnhancedCode] = reply.enhancedCode?.description
            if recordingAddresses { attributes[.mailReplyText] = reply.text.printable }
        }
        return attributes
    }
}

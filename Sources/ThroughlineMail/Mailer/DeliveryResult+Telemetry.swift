import SemanticConventions
import SpanRecording

extension DeliveryResult {
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

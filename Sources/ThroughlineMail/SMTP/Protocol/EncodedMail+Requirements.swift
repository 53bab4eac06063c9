extension EncodedMail {
    /// What the mail's fate is with a server that can do only this, before it is even tried.
    ///
    /// - Returns: A refusal, if it is larger than the server takes; it says so itself, and would only say it again.
    /// - Throws: ``MailError/unsupported(feature:)``, if the server could not read it;
    ///   ``MailError/invalidHeader(name:reason:)``, if its envelope cannot be told to any.
    func checkRequirements(_ capabilities: SMTPCapabilities) throws(MailError) -> DeliveryResult? {
        try envelope.deliveryReports?.check()
        if needsSMTPUTF8, !capabilities.hasSMTPUTF8 { throw .unsupported(feature: "SMTPUTF8") }
        if needs8BitMIME, !capabilities.has8BitMIME { throw .unsupported(feature: "8BITMIME") }
        guard let maximum = capabilities.maximumSize, size > maximum else { return nil }
        let reply = SMTPReply(
            code: 552,
            enhancedCode: EnhancedStatusCode(5, 3, 4),
            text: "not sent: \(size) bytes, and the server takes \(maximum)"
        )
        return DeliveryResult(refusing: self, reply)
    }

    /// Whether a server is told the same of both beforehand.
    func hasSameEnvelope(as other: EncodedMail) -> Bool {
        size == other.size && needs8BitMIME == other.needs8BitMIME && needsSMTPUTF8 == other.needsSMTPUTF8
            && envelope == other.envelope
    }
}

import NIOCore

extension ByteBuffer {
    /// Writes one command and its line end. No byte of it may come from outside unchecked.
    mutating func writeCommand(_ command: String) {
        writeString(command)
        writeStaticString("\r\n")
    }

    /// Writes `MAIL`, with what the mail needs and the server knows.
    ///
    /// Source: RFC 5321, section 4.1.1.2; SIZE, RFC 1870; BODY, RFC 6152; SMTPUTF8, RFC 6531; RET and ENVID, RFC 3461.
    mutating func writeMailCommand(_ mail: EncodedMail, _ capabilities: SMTPCapabilities) {
        writeStaticString("MAIL FROM:<")
        if let sender = mail.envelope.sender { writeString(sender.wireForm) }
        writeStaticString(">")
        if capabilities.declaresSize {
            writeStaticString(" SIZE=")
            writeString(String(mail.size))
        }
        if mail.needs8BitMIME, capabilities.has8BitMIME { writeStaticString(" BODY=8BITMIME") }
        if mail.needsSMTPUTF8 { writeStaticString(" SMTPUTF8") }
        if let reports = mail.envelope.deliveryReports, capabilities.hasDeliveryReports {
            switch reports.returns {
            case .full: writeStaticString(" RET=FULL")
            case .headers: writeStaticString(" RET=HDRS")
            case nil: break
            }
            if let envelopeID = reports.envelopeID {
                writeStaticString(" ENVID=")
                writeXText(envelopeID)
            }
        }
        writeStaticString("\r\n")
    }

    /// Writes `RCPT` for one recipient.
    ///
    /// Source: RFC 5321, section 4.1.1.3; NOTIFY and ORCPT, RFC 3461.
    mutating func writeRecipientCommand(
        _ recipient: EmailAddress,
        reports: DeliveryReports?,
        _ capabilities: SMTPCapabilities
    ) {
        let address = recipient.wireForm
        writeStaticString("RCPT TO:<")
        writeString(address)
        writeStaticString(">")
        if let reports, capabilities.hasDeliveryReports {
            writeStaticString(" NOTIFY=")
            writeString(reports.notify.keywords)
            if address.utf8.allSatisfy({ $0 < 0x80 }) {
                writeStaticString(" ORCPT=rfc822;")
                writeXText(address)
            }
        }
        writeStaticString("\r\n")
    }

    /// Writes a text in which everything but printable ASCII, and `+` and `=`, stands as hexadecimal digits.
    ///
    /// Source: RFC 3461, section 4.
    mutating func writeXText(_ text: String) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "="), 0x00...0x20, 0x7F...0xFF:
                writeBytes([UInt8(ascii: "+"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: writeInteger(byte)
            }
        }
    }
}

extension DeliveryReports.Events {
    fileprivate var keywords: String {
        var words: [String] = []
        if contains(.success) { words.append("SUCCESS") }
        if contains(.failure) { words.append("FAILURE") }
        if contains(.delay) { words.append("DELAY") }
        return words.isEmpty ? "NEVER" : words.joined(separator: ",")
    }
}

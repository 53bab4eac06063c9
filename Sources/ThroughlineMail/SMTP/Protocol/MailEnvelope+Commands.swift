extension MailEnvelope {
    /// Makes sure that no address can end its command and begin another, wherever it came from.
    func checkForCommands() throws(MailError) {
        if let sender { try sender.checkForCommands() }
        for recipient in recipients { try recipient.checkForCommands() }
    }
}

extension EmailAddress {
    fileprivate func checkForCommands() throws(MailError) {
        try check()
        let isQuoted = localPart.utf8.first == UInt8(ascii: "\"")
        for byte in localPart.utf8 where byte < 0x20 || byte == 0x7F || !isQuoted && byte.endsPath {
            throw .invalidAddress(description, reason: "has a character that no address has")
        }
        for byte in asciiDomain.utf8 where byte < 0x20 || byte >= 0x7F || byte.endsPath {
            throw .invalidAddress(description, reason: "has a character that no address has")
        }
    }
}

extension UInt8 {
    fileprivate var endsPath: Bool {
        self == UInt8(ascii: "<") || self == UInt8(ascii: ">") || self == UInt8(ascii: " ")
    }
}

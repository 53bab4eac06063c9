import NIOCore

extension HeaderWriter {
    /// Writes a list of mailboxes, folded behind commas.
    mutating func write(_ mailboxes: [Mailbox]) {
        for (index, mailbox) in mailboxes.enumerated() {
            if index > 0 { write(UInt8(ascii: ",")) }
            write(mailbox, isLast: index == mailboxes.count - 1)
        }
    }

    private mutating func write(_ mailbox: Mailbox, isLast: Bool) {
        let address = mailbox.address
        if address.needsSMTPUTF8 { hasRawUTF8 = true }
        let hasName = writeName(of: mailbox)
        let count = address.localPart.utf8.count + 1 + address.asciiDomain.utf8.count + (hasName ? 2 : 0)
        // The comma behind it counts.
        if column + 1 + count + (isLast ? 0 : 1) > limit { fold() }
        buffer.writeInteger(UInt8(ascii: " "))
        if hasName { buffer.writeInteger(UInt8(ascii: "<")) }
        buffer.writeString(address.localPart)
        buffer.writeInteger(UInt8(ascii: "@"))
        buffer.writeString(address.asciiDomain)
        if hasName { buffer.writeInteger(UInt8(ascii: ">")) }
        column += 1 + count
        limit = min(limit, Self.preferredLength)
    }

    private mutating func writeName(of mailbox: Mailbox) -> Bool {
        guard var name = mailbox.name, !name.isEmpty else { return false }
        name.withUTF8 { bytes in
            let shape = TextShape(bytes)
            if let shape, shape.isPhrase, shape.longestWord <= EncodedWord.lineLength {
                writeWords(bytes)
            } else if shape != nil, bytes.count <= 60 {
                writeQuotedString(bytes)
            } else {
                writeEncodedWords(bytes, isName: true)
            }
        }
        return true
    }

    private mutating func writeQuotedString(_ bytes: UnsafeBufferPointer<UInt8>) {
        var quoted: [UInt8] = []
        quoted.reserveCapacity(bytes.count + 8)
        quoted.append(UInt8(ascii: "\""))
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        quoted.append(UInt8(ascii: "\""))
        write(word: quoted)
    }
}

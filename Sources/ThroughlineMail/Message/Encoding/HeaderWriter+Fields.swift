import WireText

extension HeaderWriter {
    /// Writes a field of mailboxes, where there are any.
    mutating func write(_ name: String, _ mailboxes: [Mailbox]) throws(MailError) {
        guard !mailboxes.isEmpty else { return }
        for mailbox in mailboxes { try mailbox.check(in: name) }
        begin(name)
        write(mailboxes)
        end()
    }

    /// Writes a field of the application's own.
    mutating func write(_ header: MailHeader) throws(MailError) {
        let name = header.name
        guard !name.isEmpty, name.utf8.count <= 60, name.utf8.allSatisfy(ByteSet.fieldName.contains) else {
            throw .invalidHeader(name: name, reason: "is not the name of a header")
        }
        try Self.check(header.value, of: name)
        // A long word may be a link, say, that must not be encoded. The first one stands behind the name.
        let longestWord = Self.maximumLength - name.utf8.count - 2
        begin(name)
        if header.isEncoded {
            try write(encoded: header.value, longestWord: longestWord, of: name)
        } else {
            write(text: header.value, longestWord: longestWord)
        }
        end()
    }

    private mutating func write(encoded value: String, longestWord: Int, of name: String) throws(MailError) {
        var value = value
        let isWritten = value.withUTF8 { bytes in
            var bytes = bytes[...]
            while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
            while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
            let trimmed = UnsafeBufferPointer(rebasing: bytes)
            guard trimmed.allSatisfy({ $0 < 0x80 }), TextShape.longestWord(in: trimmed) <= longestWord else {
                return false
            }
            writeWords(trimmed)
            return true
        }
        guard isWritten else {
            throw .invalidHeader(
                name: name,
                reason: "is said to be encoded, and is not ASCII in words that fit into a line"
            )
        }
    }

    /// Refuses what would end the header, or hide in it.
    static func check(_ value: String, of name: String) throws(MailError) {
        // Bytes first: nearly every header is ASCII.
        var isASCII = true
        for byte in value.utf8 {
            guard !byte.isControl else { throw .invalidHeader(name: name, reason: "has a control character") }
            if byte >= 0x80 { isASCII = false }
        }
        guard isASCII || !value.unicodeScalars.contains(where: \.isForbiddenInHeaders) else {
            throw .invalidHeader(name: name, reason: "has a control character")
        }
    }
}

extension Mailbox {
    /// Refuses what must not stand in a header.
    func check(in header: String) throws(MailError) {
        try address.check()
        if let name { try HeaderWriter.check(name, of: header) }
    }
}

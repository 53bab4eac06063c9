import NIOCore

/// Writes header fields, folded so that lines have at most 78 characters wherever there is a place to fold.
///
/// Source: RFC 5322, sections 2.1.1 and 2.2.3.
struct HeaderWriter {
    private(set) var buffer: ByteBuffer
    /// How many characters the line has already.
    private var column = 0
    /// How many it may have.
    private var limit = HeaderWriter.preferredLength
    /// Whether something beyond ASCII stands there as it is, by RFC 6532.
    private(set) var hasRawUTF8 = false
    /// Whether a part of the body has bytes beyond ASCII as they are.
    private(set) var hasRaw8Bit = false

    init(buffer: ByteBuffer) {
        self.buffer = buffer
    }

    static let preferredLength = 78
    /// The length that no line exceeds, without its CRLF.
    static let maximumLength = 998

    /// Begins a field: its name and the colon.
    mutating func begin(_ name: String) {
        column = buffer.writeString(name)
        write(UInt8(ascii: ":"))
        // Many programs take a field whose value begins on the next line for one that begins with a space, so the first
        // word stands behind the name as long as any line may be.
        limit = Self.maximumLength
    }

    /// Ends the field.
    mutating func end() {
        buffer.writeStaticString("\r\n")
        column = 0
    }

    /// Writes a piece that is not to be broken, after a space at which the line is folded if it becomes too long.
    mutating func write(word: some Collection<UInt8>) {
        write(word: word, count: word.count)
    }

    /// Writes a piece of ASCII that is not to be broken, after a space.
    mutating func write(word: String) {
        var word = word
        word.withUTF8 { write(word: $0, count: $0.count) }
    }

    /// Writes a piece right behind what is there, such as a comma.
    mutating func write(_ byte: UInt8) {
        buffer.writeInteger(byte)
        column += 1
    }

    mutating func noteRawUTF8() {
        hasRawUTF8 = true
    }

    private mutating func write(word: some Collection<UInt8>, count: Int) {
        if column + 1 + count > limit { fold() }
        buffer.writeInteger(UInt8(ascii: " "))
        buffer.writeBytes(word)
        column += 1 + count
        limit = min(limit, Self.preferredLength)
    }

    private mutating func fold() {
        buffer.writeStaticString("\r\n")
        column = 0
        limit = Self.preferredLength
    }

    // MARK: Text

    /// Writes text: as it is where ASCII can say it, else in encoded words.
    ///
    /// - Parameter longestWord: The longest word that may stand as it is.
    mutating func write(text: String, longestWord: Int) {
        var text = text
        text.withUTF8 { bytes in
            if let shape = TextShape(bytes), shape.longestWord <= longestWord {
                writeWords(bytes)
            } else {
                writeEncodedWords(bytes)
            }
        }
    }

    /// Writes words with the spaces between them. The first byte and the last one are no spaces.
    mutating func writeWords(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !bytes.isEmpty else { return }
        // All of it on this line, as nearly every subject is.
        if column + 1 + bytes.count <= min(limit, Self.preferredLength) {
            buffer.writeInteger(UInt8(ascii: " "))
            buffer.writeBytes(bytes)
            column += 1 + bytes.count
            limit = min(limit, Self.preferredLength)
            return
        }
        var gap = 0
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: " ") { end += 1 }
            let count = end - start
            // A gap of several spaces stays whole, so that no line holds nothing but spaces.
            let spaces = max(gap, 1)
            if column + spaces + count > limit { fold() }
            buffer.writeRepeatingByte(UInt8(ascii: " "), count: spaces)
            buffer.writeBytes(bytes[start..<end])
            column += spaces + count
            limit = min(limit, Self.preferredLength)
            gap = 0
            while end < bytes.count, bytes[end] == UInt8(ascii: " ") {
                gap += 1
                end += 1
            }
            start = end
        }
    }

    /// Writes text in encoded words, in whichever of the two encodings is shorter.
    ///
    /// Each word holds whole characters, and a line with one has at most 76. RFC 2047, sections 2 and 5.
    ///
    /// - Parameter isName: Whether it is rather put on a line of its own than split: some programs leave the space between two
    ///   encoded words in a name.
    mutating func writeEncodedWords(_ bytes: UnsafeBufferPointer<UInt8>, isName: Bool = false) {
        let quoted = bytes.reduce(0) { $0 + EncodedWord.quotedLength(of: $1) }
        let base64 = (bytes.count + 2) / 3 * 4
        let encoding: EncodedWord = quoted <= base64 ? .quoted : .base64

        let longestRoom = EncodedWord.lineLength - 1 - EncodedWord.overhead
        let whole = min(quoted, base64)
        if isName, whole <= longestRoom, column + 1 + EncodedWord.overhead + whole > EncodedWord.lineLength { fold() }
        var start = 0
        while start < bytes.count {
            // What is left of the line when the space, `=?utf-8?Q?` and `?=` are there.
            var room = EncodedWord.lineLength - column - 1 - EncodedWord.overhead
            if room < EncodedWord.smallestRoom {
                fold()
                room = longestRoom
            }
            limit = EncodedWord.lineLength
            let end = encoding.end(of: bytes, from: start, fitting: room)
            let written = encoding.write(UnsafeBufferPointer(rebasing: bytes[start..<end]), to: &buffer)
            column += written
            start = end
        }
    }

    // MARK: Mailboxes

    /// Writes a list of mailboxes, folded behind commas.
    mutating func write(_ mailboxes: [Mailbox]) {
        for (index, mailbox) in mailboxes.enumerated() {
            if index > 0 { write(UInt8(ascii: ",")) }
            write(mailbox, isLast: index == mailboxes.count - 1)
        }
    }

    private mutating func write(_ mailbox: Mailbox, isLast: Bool) {
        let address = mailbox.address
        if address.needsSMTPUTF8 { noteRawUTF8() }
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

/// What tells how a text can stand in a header.
struct TextShape {
    /// Whether it is made of atoms, as the name of a mailbox without quotes is.
    private(set) var isPhrase = true
    /// The length of the longest word, together with the spaces in front of it.
    private(set) var longestWord = 0

    /// `nil` if the text cannot stand as it is: it is empty, has more than printable ASCII, begins or ends with a space, or
    /// looks like an encoded word.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first, let last = bytes.last,
            first != UInt8(ascii: " "), last != UInt8(ascii: " ")
        else { return nil }
        var word = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: " ") {
                if previous == byte {
                    isPhrase = false
                } else {
                    word = 0
                }
            } else {
                guard byte > 0x20, byte < 0x7F else { return nil }
                if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return nil }
                if !ByteSet.atom.contains(byte) { isPhrase = false }
            }
            word += 1
            longestWord = max(longestWord, word)
            previous = byte
        }
    }
}

// MARK: - Bodies

extension HeaderWriter {
    /// Writes a piece of a body as it is.
    mutating func writeBody(_ text: String) {
        buffer.writeString(text)
    }

    /// Writes a body in a transfer encoding.
    mutating func writeBody(_ bytes: UnsafeBufferPointer<UInt8>, _ scan: TextScan, in encoding: TransferEncoding) {
        switch encoding {
        case .sevenBit, .eightBit:
            if encoding == .eightBit { hasRaw8Bit = true }
            if scan.bareLineEnds == 0 {
                buffer.writeBytes(bytes)
            } else {
                CRLF.write(bytes, bareLineEnds: scan.bareLineEnds, to: &buffer)
            }
        case .quotedPrintable: QuotedPrintable.write(bytes, scan, to: &buffer)
        case .base64: Base64.write(bytes, lineLength: Base64.lineLength, to: &buffer)
        }
    }

    /// Ends the body with a line end, if it has none.
    mutating func endBody() {
        let end = buffer.getInteger(at: buffer.writerIndex - 2, as: UInt16.self)
        if end != 0x0D0A { buffer.writeStaticString("\r\n") }
    }
}

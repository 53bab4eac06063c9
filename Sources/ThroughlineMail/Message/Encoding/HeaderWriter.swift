import NIOCore

/// Writes header fields, folded so that lines have at most 78 characters wherever there is a place to fold.
///
/// Source: RFC 5322, sections 2.1.1 and 2.2.3.
struct HeaderWriter {
    var buffer: ByteBuffer
    /// How many characters the line has already.
    var column = 0
    /// How many it may have.
    var limit = HeaderWriter.preferredLength
    /// Whether something beyond ASCII stands there as it is, by RFC 6532.
    var hasRawUTF8 = false
    /// Whether a part of the body has bytes beyond ASCII as they are.
    var hasRaw8Bit = false

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

    mutating func write(word: some Collection<UInt8>, count: Int) {
        if column + 1 + count > limit { fold() }
        buffer.writeInteger(UInt8(ascii: " "))
        buffer.writeBytes(word)
        column += 1 + count
        limit = min(limit, Self.preferredLength)
    }

    /// Goes on in the next line.
    mutating func fold() {
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
}

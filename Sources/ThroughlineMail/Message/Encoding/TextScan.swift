/// What has to be known of a body of text to choose its transfer encoding, found in one pass.
struct TextScan {
    private(set) var isASCII = true
    /// The longest line in bytes, without its line end.
    private(set) var longestLine = 0
    /// How many bytes quoted-printable has to encode, soft line breaks and what follows them left out.
    private(set) var escapes = 0
    /// How many line ends are no CRLF, and become one byte longer.
    private(set) var bareLineEnds = 0
    /// Whether there is something that does not always arrive as it is: a control character, a space at the end of a line, or
    /// a line that begins with `From `.
    private(set) var isDelicate = false

    private(set) var hasNUL = false

    /// Of a text of which nothing needs to be known.
    init() {}

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var lineStart = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte > 0x20, byte < 0x7F {
                if byte == UInt8(ascii: "=") {
                    escapes += 1
                } else if index == lineStart {
                    if byte == UInt8(ascii: ".") {
                        escapes += 1
                    } else if bytes.isFrom(at: index) {
                        isDelicate = true
                        escapes += 1
                    }
                }
            } else if byte.isLineEnd {
                longestLine = max(longestLine, index - lineStart)
                if index > lineStart, bytes[index - 1] <= 0x20 { noteSpaceAtEnd() }
                if bytes.isCRLF(at: index) { index += 1 } else { bareLineEnds += 1 }
                lineStart = index + 1
            } else if byte >= 0x80 {
                isASCII = false
                escapes += 1
            } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") {
                isDelicate = true
                escapes += 1
                if byte == 0 { hasNUL = true }
            }
            index += 1
        }
        longestLine = max(longestLine, bytes.count - lineStart)
        if let last = bytes.last, last <= 0x20, !last.isLineEnd { noteSpaceAtEnd() }
    }

    private mutating func noteSpaceAtEnd() {
        isDelicate = true
        escapes += 1
    }
}

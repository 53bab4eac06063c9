import WireText

/// Where the header fields of a mail stand, and where its body begins.
///
/// Source: RFC 5322, section 2.2.
struct HeaderBlock {
    /// One field: its name, and all of it with its folded lines, without the line end behind the last.
    struct Field {
        let name: Range<Int>
        let field: Range<Int>

        /// The value, with its folds.
        var value: Range<Int> { min(name.upperBound + 1, field.upperBound)..<field.upperBound }
    }

    private(set) var fields: [Field] = []
    /// The first byte behind the empty line, or the end of the mail where there is none.
    let bodyStart: Int

    /// - Parameter content: Lines that end with CRLF.
    init(_ content: UnsafeBufferPointer<UInt8>) {
        var lineStart = 0
        while lineStart < content.count {
            var end = lineStart
            while end < content.count, content[end] != UInt8(ascii: "\r") { end += 1 }
            if end == lineStart {
                lineStart = min(end + 2, content.count)
                break
            }
            if content[lineStart].isOptionalWhitespace, let last = fields.popLast() {
                fields.append(Field(name: last.name, field: last.field.lowerBound..<end))
            } else {
                let colon = content[lineStart..<end].firstIndex(of: UInt8(ascii: ":")) ?? lineStart
                fields.append(Field(name: lineStart..<colon, field: lineStart..<end))
            }
            lineStart = min(end + 2, content.count)
        }
        bodyStart = lineStart
    }
}

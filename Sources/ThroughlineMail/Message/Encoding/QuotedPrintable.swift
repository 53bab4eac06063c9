import NIOCore

/// Quoted-printable, for text that is mostly ASCII.
///
/// Source: RFC 2045, section 6.7.
enum QuotedPrintable {
    /// The length of a line, with the `=` of a soft line break.
    private static let lineLength = 76

    /// Writes text. Its line ends, of any kind, become CRLF.
    ///
    /// Beyond what must be, a dot and the word `From` are encoded at the beginning of a line: there are servers that
    /// forget to double the one, and mailboxes that put a `>` before the other.
    ///
    /// - Parameter scan: What has been counted in the text, for the room that it takes.
    static func write(_ bytes: UnsafeBufferPointer<UInt8>, _ scan: TextScan, to buffer: inout ByteBuffer) {
        let text = bytes.count + 2 * scan.escapes + scan.bareLineEnds
        // A soft line break takes three bytes, and the line behind it may begin with a dot or an F that is encoded only for
        // standing there, in two bytes more. The line has at least 73 columns, all counted but those two. Where it has no
        // more than 74, a byte of three columns did not fit, and the next line begins with that byte, which is counted: five
        // bytes for each 73 are enough.
        let bound = text + (text / 73 + 1) * 5
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { output in
            var out = 0
            var column = 0
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte.isLineEnd {
                    CRLF.writeLineEnd(of: bytes, at: &index, to: output, at: &out)
                    column = 0
                    continue
                }
                let isLast = index + 1 == bytes.count || bytes[index + 1].isLineEnd
                let isLiteral =
                    byte.isLiteral(atLineEnd: isLast)
                    && !(column == 0 && (byte == UInt8(ascii: ".") || bytes.isFrom(at: index)))
                let width = isLiteral ? 1 : 3
                guard column + width <= (isLast ? lineLength : lineLength - 1) else {
                    output[out] = UInt8(ascii: "=")
                    output[out + 1] = UInt8(ascii: "\r")
                    output[out + 2] = UInt8(ascii: "\n")
                    out += 3
                    column = 0
                    continue
                }
                if isLiteral {
                    output[out] = byte
                } else {
                    output[out] = UInt8(ascii: "=")
                    output[out + 1] = (byte >> 4).hexDigit
                    output[out + 2] = byte.hexDigit
                }
                out += width
                column += width
                index += 1
            }
            return out
        }
    }
}

extension UInt8 {
    /// Whether it stands for itself in quoted-printable.
    @inline(__always)
    fileprivate func isLiteral(atLineEnd: Bool) -> Bool {
        if self > 0x20 { return self < 0x7F && self != UInt8(ascii: "=") }
        return (self == UInt8(ascii: " ") || self == UInt8(ascii: "\t")) && !atLineEnd
    }
}

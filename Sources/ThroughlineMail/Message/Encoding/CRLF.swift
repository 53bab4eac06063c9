import NIOCore

/// Line ends as mail has them.
///
/// Source: RFC 5321, section 2.3.8.
enum CRLF {
    /// Writes text with CRLF for a CR or LF that stands alone.
    static func write(_ bytes: UnsafeBufferPointer<UInt8>, bareLineEnds: Int, to buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes.count + bareLineEnds) { output in
            var out = 0
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte.isLineEnd {
                    writeLineEnd(of: bytes, at: &index, to: output, at: &out)
                } else {
                    output[out] = byte
                    out += 1
                    index += 1
                }
            }
            return out
        }
    }

    /// Writes CRLF for the line end, of whatever kind, that stands at an index, and passes over it.
    @inline(__always)
    static func writeLineEnd(
        of bytes: UnsafeBufferPointer<UInt8>,
        at index: inout Int,
        to output: UnsafeMutableRawBufferPointer,
        at out: inout Int
    ) {
        output[out] = UInt8(ascii: "\r")
        output[out + 1] = UInt8(ascii: "\n")
        out += 2
        index += bytes.isCRLF(at: index) ? 2 : 1
    }
}

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
                    output[out] = UInt8(ascii: "\r")
                    output[out + 1] = UInt8(ascii: "\n")
                    out += 2
                    index += bytes.isCRLF(at: index) ? 2 : 1
                } else {
                    output[out] = byte
                    out += 1
                    index += 1
                }
            }
            return out
        }
    }
}

import NIOCore

/// Base64, as bodies and encoded words have it.
///
/// Source: RFC 2045, section 6.8.
enum Base64 {
    /// The length of a body's lines.
    static let lineLength = 76

    /// How many bytes ``write(_:lineLength:to:)`` writes.
    static func encodedLength(of count: Int, lineLength: Int?) -> Int {
        let length = (count + 2) / 3 * 4
        guard let lineLength, length > 0 else { return length }
        return length + (length - 1) / lineLength * 2
    }

    /// Writes bytes in base64.
    /// - Parameter lineLength: How many characters, a multiple of four, a line has; `nil` writes no line ends. The last
    ///   line does not get one.
    static func write(_ bytes: UnsafeBufferPointer<UInt8>, lineLength: Int?, to buffer: inout ByteBuffer) {
        let length = encodedLength(of: bytes.count, lineLength: lineLength)
        let bytesPerLine = lineLength.map { $0 / 4 * 3 } ?? bytes.count
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { output in
            alphabet.withUnsafeBufferPointer { alphabet in
                var out = 0
                var start = 0
                while start < bytes.count {
                    if start > 0 {
                        output[out] = UInt8(ascii: "\r")
                        output[out + 1] = UInt8(ascii: "\n")
                        out += 2
                    }
                    let end = min(start + bytesPerLine, bytes.count)
                    var index = start
                    while index + 2 < end {
                        let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                        output[out] = alphabet[Int(group >> 18)]
                        output[out + 1] = alphabet[Int(group >> 12 & 63)]
                        output[out + 2] = alphabet[Int(group >> 6 & 63)]
                        output[out + 3] = alphabet[Int(group & 63)]
                        index += 3
                        out += 4
                    }
                    if index < end {
                        let second = index + 1 < end ? UInt32(bytes[index + 1]) : 0
                        let group = UInt32(bytes[index]) << 16 | second << 8
                        output[out] = alphabet[Int(group >> 18)]
                        output[out + 1] = alphabet[Int(group >> 12 & 63)]
                        output[out + 2] = index + 1 < end ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                        output[out + 3] = UInt8(ascii: "=")
                        out += 4
                    }
                    start = end
                }
                return out
            }
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

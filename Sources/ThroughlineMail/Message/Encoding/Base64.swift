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
            pairs.withUnsafeBufferPointer { pairs in
                var out = 0
                var start = 0
                while start < bytes.count {
                    if start > 0 {
                        output.storeBytes(of: lineEnd, toByteOffset: out, as: UInt16.self)
                        out += 2
                    }
                    let end = min(start + bytesPerLine, bytes.count)
                    var index = start
                    while index + 2 < end {
                        let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
                        output.storeBytes(of: pairs[group >> 12], toByteOffset: out, as: UInt16.self)
                        output.storeBytes(of: pairs[group & 0xFFF], toByteOffset: out + 2, as: UInt16.self)
                        index += 3
                        out += 4
                    }
                    if index < end {
                        let hasSecond = index + 1 < end
                        let group = Int(bytes[index]) << 16 | (hasSecond ? Int(bytes[index + 1]) << 8 : 0)
                        output.storeBytes(of: pairs[group >> 12], toByteOffset: out, as: UInt16.self)
                        output.storeBytes(of: pairs[group & 0xFFF], toByteOffset: out + 2, as: UInt16.self)
                        if !hasSecond { output[out + 2] = UInt8(ascii: "=") }
                        output[out + 3] = UInt8(ascii: "=")
                        out += 4
                    }
                    start = end
                }
                return out
            }
        }
    }

    /// CR and LF, as they stand in memory.
    private static let lineEnd = UInt16(bigEndian: 0x0D0A)

    /// The two characters of every twelve bits, as they stand in memory.
    private static let pairs: [UInt16] = {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return (0..<4096).map { UInt16(bigEndian: UInt16(alphabet[$0 >> 6]) << 8 | UInt16(alphabet[$0 & 63])) }
    }()
}

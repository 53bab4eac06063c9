import NIOCore

/// The two ways in which an encoded word, such as `=?utf-8?Q?caf=C3=A9?=`, says what ASCII cannot.
///
/// Source: RFC 2047.
enum EncodedWord {
    case quoted, base64

    /// `=?utf-8?Q?` and `?=`.
    static let overhead = 12
    /// The longest line that may hold an encoded word; section 2.
    static let lineLength = 76
    /// Enough for one character in either encoding.
    static let smallestRoom = 12

    /// How many characters a byte takes in the quoted encoding.
    static func quotedLength(of byte: UInt8) -> Int {
        ByteSet.encodedWord.contains(byte) || byte == UInt8(ascii: " ") ? 1 : 3
    }

    /// The end of the longest piece of whole characters whose encoding fits into `room`, which is enough for one.
    func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int, fitting room: Int) -> Int {
        var end = start
        var length = 0
        while end < bytes.count {
            var next = end + 1
            while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
            switch self {
            case .quoted:
                for index in end..<next { length += Self.quotedLength(of: bytes[index]) }
            case .base64:
                length = (next - start + 2) / 3 * 4
            }
            guard length <= room else { break }
            end = next
        }
        return end
    }

    /// Writes one word and the space in front of it.
    /// - Returns: How many characters that are.
    func write(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer) -> Int {
        let before = buffer.writerIndex
        switch self {
        case .quoted:
            buffer.writeStaticString(" =?utf-8?Q?")
            for byte in bytes {
                if byte == UInt8(ascii: " ") {
                    buffer.writeInteger(UInt8(ascii: "_"))
                } else if ByteSet.encodedWord.contains(byte) {
                    buffer.writeInteger(byte)
                } else {
                    buffer.writeBytes([UInt8(ascii: "="), (byte >> 4).hexDigit, byte.hexDigit])
                }
            }
        case .base64:
            buffer.writeStaticString(" =?utf-8?B?")
            Base64.write(bytes, lineLength: nil, to: &buffer)
        }
        buffer.writeStaticString("?=")
        return buffer.writerIndex - before
    }
}

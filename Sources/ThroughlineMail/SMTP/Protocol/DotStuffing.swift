import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Turns a mail's content into what follows `DATA`, a piece at a time: a line that begins with a dot gets a second one.
///
/// A piece in which there is nothing to change is handed on as it is, without a copy. A CR or LF that stands alone becomes
/// CRLF, whoever made the content: some servers take such a character for the end of a line, and what follows it for
/// commands of their own ("SMTP smuggling").
///
/// Source: RFC 5321, section 4.5.2.
struct DotStuffing {
    private var content: ByteBuffer
    /// Whether the next byte is a line's first.
    private var isAtLineStart = true
    /// Whether the last byte of the piece before was a CR, the end of whose line has been written.
    private var isAfterCR = false

    init(_ content: ByteBuffer) {
        self.content = content
    }

    /// Whether everything but the end has been handed on.
    var isFinished: Bool { content.readableBytes == 0 }

    /// What ends the content, after the last piece.
    var end: String { isAtLineStart ? ".\r\n" : "\r\n.\r\n" }

    /// The next piece, made of at most so many bytes of the content.
    mutating func next(maximumLength: Int, allocator: ByteBufferAllocator) -> ByteBuffer? {
        guard let piece = content.readSlice(length: min(maximumLength, content.readableBytes)), piece.readableBytes > 0
        else { return nil }
        return isClean(piece) ? pass(piece) : stuffed(piece, allocator)
    }

    /// Whether the piece can go out as it is.
    private func isClean(_ piece: ByteBuffer) -> Bool {
        guard !isAfterCR else { return false }
        return piece.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            var start = 0
            var isLineStart = isAtLineStart
            while start < bytes.count {
                if isLineStart, bytes[start] == UInt8(ascii: ".") { return false }
                let rest = bytes.count - start
                guard let feed = memchr(base + start, CInt(UInt8(ascii: "\n")), rest) else {
                    return memchr(base + start, CInt(UInt8(ascii: "\r")), rest) == nil
                }
                let end = UnsafeRawPointer(feed) - base
                guard end > start, memchr(base + start, CInt(UInt8(ascii: "\r")), end - start).map({ $0 + 1 }) == feed
                else { return false }
                start = end + 1
                isLineStart = true
            }
            return true
        }
    }

    private mutating func pass(_ piece: ByteBuffer) -> ByteBuffer {
        isAtLineStart = piece.readableBytesView.last == UInt8(ascii: "\n")
        return piece
    }

    private mutating func stuffed(_ piece: ByteBuffer, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var result = allocator.buffer(capacity: piece.readableBytes + piece.readableBytes / 32 + 16)
        for byte in piece.readableBytesView {
            switch byte {
            case UInt8(ascii: "\r"):
                result.writeStaticString("\r\n")
                isAtLineStart = true
                isAfterCR = true
                continue
            case UInt8(ascii: "\n"):
                if !isAfterCR { result.writeStaticString("\r\n") }
                isAtLineStart = true
            default:
                if isAtLineStart, byte == UInt8(ascii: ".") { result.writeInteger(byte) }
                result.writeInteger(byte)
                isAtLineStart = false
            }
            isAfterCR = false
        }
        return result
    }
}

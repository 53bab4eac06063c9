/// Why a message could not be read or written. Offsets are in bytes from the body's start.
public enum OTLPError: Error, Hashable, Sendable {
    /// The protobuf ends, or its enclosing message does, in the midst of a field.
    case truncated(offset: Int)

    /// The bytes are not protobuf.
    case malformed(offset: Int, reason: String)

    /// The bytes are not JSON, or not that of the message.
    case invalidJSON(offset: Int, reason: String)

    /// Messages are nested deeper than `limit` levels.
    case tooDeep(limit: Int)

    /// The body is longer than `limit` bytes.
    case tooLarge(limit: Int)

    /// The message would take more than `limit` bytes of memory.
    case tooMuchMemory(limit: Int)
}

extension OTLPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let offset):
            "protobuf ends within a field at byte \(offset)"
        case .malformed(let offset, let reason):
            "malformed protobuf at byte \(offset): \(reason)"
        case .invalidJSON(let offset, let reason):
            "invalid OTLP/JSON at byte \(offset): \(reason)"
        case .tooDeep(let limit):
            "nested deeper than \(limit) levels"
        case .tooLarge(let limit):
            "longer than \(limit) bytes"
        case .tooMuchMemory(let limit):
            "would take more than \(limit) bytes of memory"
        }
    }
}

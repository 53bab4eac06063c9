import OTLP

/// The id of a span within its trace: 8 bytes, not all zero.
///
/// Specification: https://www.w3.org/TR/trace-context-2/#parent-id
public struct SpanID: Hashable, Sendable {
    /// The eight bytes, read as a big-endian number.
    public let value: UInt64

    @inlinable
    public init(_ value: UInt64) {
        self.value = value
    }

    /// Reads exactly 16 hexadecimal digits, of either case.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 16, let value = UInt64(hexDigits: hex.utf8) else { return nil }
        self.init(value)
    }

    /// 16 lower-case hexadecimal digits.
    public var hex: String { value.hexDigits }

    /// Whether any byte is not zero.
    @inlinable
    public var isValid: Bool { value != 0 }
}

extension SpanID: CustomStringConvertible {
    public var description: String { hex }
}

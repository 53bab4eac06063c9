import OTLP

/// The id of a trace: 16 bytes, not all zero.
///
/// Specification: https://www.w3.org/TR/trace-context-2/#trace-id
public struct TraceID: Hashable, Sendable {
    /// The first eight bytes, read as a big-endian number.
    public let high: UInt64
    /// The last eight bytes, read as a big-endian number.
    public let low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads exactly 32 hexadecimal digits, of either case.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 32,
            let high = UInt64(hexDigits: hex.utf8.prefix(16)),
            let low = UInt64(hexDigits: hex.utf8.suffix(16))
        else { return nil }
        self.init(high: high, low: low)
    }

    /// 32 lower-case hexadecimal digits.
    public var hex: String { high.hexDigits + low.hexDigits }

    /// Whether any byte is not zero.
    @inlinable
    public var isValid: Bool { high | low != 0 }
}

extension TraceID: CustomStringConvertible {
    public var description: String { hex }
}

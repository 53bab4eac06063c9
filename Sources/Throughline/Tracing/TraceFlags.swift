/// The flags that travel with a trace, one byte.
///
/// Specification: https://www.w3.org/TR/trace-context-2/#trace-flags
public struct TraceFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The caller may have recorded the trace.
    @inlinable public static var sampled: Self { Self(rawValue: 0x01) }
    /// The last seven bytes of the trace id are random.
    @inlinable public static var random: Self { Self(rawValue: 0x02) }
}

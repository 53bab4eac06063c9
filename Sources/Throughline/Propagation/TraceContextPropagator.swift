public import Instrumentation
import WireText

/// Carries the trace id, the span id, the flags and the trace state in `traceparent` and `tracestate`.
///
/// A malformed `traceparent` leaves the context untouched; a malformed `tracestate` costs only the trace state. A
/// `traceparent` of a later version is read as far as this version goes, as the specification asks. An extracted
/// span context is remote.
///
/// Where a carrier can hold several fields of one name, as HTTP headers can, the extractor has to join them with a
/// comma. Several `traceparent` fields are thereby refused.
///
/// Source: [W3C Trace Context Level 2](https://www.w3.org/TR/trace-context-2/), which adds the `random` flag to
/// Level 1.
public struct TraceContextPropagator: Propagator {
    public init() {}

    public var fields: [String] { [Self.traceparent, Self.tracestate] }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        guard let spanContext = context.spanContext, spanContext.isValid else { return }
        injector.inject(Self.header(for: spanContext), forKey: Self.traceparent, into: &carrier)
        if !spanContext.traceState.isEmpty {
            injector.inject(spanContext.traceState.header, forKey: Self.tracestate, into: &carrier)
        }
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        guard var header = extractor.extract(key: Self.traceparent, from: carrier),
            let parent = header.withUTF8(Self.parent(from:))
        else { return }
        let traceState = extractor.extract(key: Self.tracestate, from: carrier).flatMap(TraceState.init(header:))
        context.spanContext = SpanContext(
            traceID: parent.traceID,
            spanID: parent.spanID,
            traceFlags: parent.flags,
            traceState: traceState ?? TraceState(),
            isRemote: true
        )
    }

    private static let traceparent = "traceparent"
    private static let tracestate = "tracestate"
}

// MARK: - Grammar

extension TraceContextPropagator {
    /// The length of `00-<trace id>-<parent id>-<flags>`.
    private static let headerLength = 55

    /// The flags that Level 2 knows. The others are neither understood nor passed on.
    private static let knownFlags: UInt8 = 0b11

    private static func header(for context: SpanContext) -> String {
        String(unsafeUninitializedCapacity: Self.headerLength) { header in
            header.initialize(repeating: UInt8(ascii: "-"))
            Self.write(0, digits: 2, to: header, at: 0)
            Self.write(context.traceID.high, digits: 16, to: header, at: 3)
            Self.write(context.traceID.low, digits: 16, to: header, at: 19)
            Self.write(context.spanID.value, digits: 16, to: header, at: 36)
            Self.write(UInt64(context.traceFlags.rawValue & Self.knownFlags), digits: 2, to: header, at: 53)
            return Self.headerLength
        }
    }

    private static func parent(
        from bytes: UnsafeBufferPointer<UInt8>
    ) -> (traceID: TraceID, spanID: SpanID, flags: TraceFlags)? {
        let header = UnsafeBufferPointer(rebasing: bytes.trimmingOptionalWhitespace())
        guard header.count >= Self.headerLength,
            header[2] == UInt8(ascii: "-"), header[35] == UInt8(ascii: "-"), header[52] == UInt8(ascii: "-"),
            let version = Self.read(digits: 2, from: header, at: 0), version != 0xff,
            let high = Self.read(digits: 16, from: header, at: 3),
            let low = Self.read(digits: 16, from: header, at: 19),
            let parent = Self.read(digits: 16, from: header, at: 36),
            let flags = Self.read(digits: 2, from: header, at: 53)
        else { return nil }
        // Version 00 ends here. A later version may go on, after another hyphen.
        if header.count > Self.headerLength {
            guard version > 0, header[Self.headerLength] == UInt8(ascii: "-") else { return nil }
        }
        let traceID = TraceID(high: high, low: low)
        let spanID = SpanID(parent)
        guard traceID.isValid, spanID.isValid else { return nil }
        return (traceID, spanID, TraceFlags(rawValue: UInt8(flags) & Self.knownFlags))
    }

    /// Reads lower-case hexadecimal digits, the only ones that the specification allows.
    private static func read(digits: Int, from bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in offset..<(offset + digits) {
            guard let digit = bytes[index].lowercaseHexValue else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    private static func write(_ value: UInt64, digits: Int, to bytes: UnsafeMutableBufferPointer<UInt8>, at offset: Int)
    {
        var value = value
        for index in (offset..<(offset + digits)).reversed() {
            let digit = UInt8(truncatingIfNeeded: value & 0x0f)
            bytes[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            value >>= 4
        }
    }
}

import OTLP

extension SpanContext {
    /// What came out of a carrier; `nil` if one of the ids is all zeros.
    init?(extracted traceID: TraceID, _ spanID: SpanID, isSampled: Bool) {
        guard traceID.isValid, spanID.isValid else { return nil }
        self.init(traceID: traceID, spanID: spanID, traceFlags: isSampled ? .sampled : [], isRemote: true)
    }
}

extension TraceID {
    /// Reads at most 32 hexadecimal digits, with zeros before them where there are fewer.
    init?(padded hex: some StringProtocol) {
        guard let low = UInt64(padded: hex.suffix(16), to: 16), hex.utf8.count <= 32 else { return nil }
        let rest = hex.dropLast(16)
        guard let high = rest.isEmpty ? 0 : UInt64(padded: rest, to: 16) else { return nil }
        self.init(high: high, low: low)
    }
}

extension UInt64 {
    /// Reads 1 to `count` hexadecimal digits of either case.
    init?(padded hex: some StringProtocol, to count: Int) {
        guard (1...count).contains(hex.utf8.count), let value = UInt64(hexDigits: hex.utf8) else { return nil }
        self = value
    }
}

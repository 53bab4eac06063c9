import OTLP

extension Trace {
    /// A trace id: 16 bytes, not all zero (W3C Trace Context, section 3.2.2.3).
    public struct ID: Hashable, Sendable {
        let high: UInt64
        let low: UInt64

        init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }

        /// - Returns: `nil` unless there are 16 bytes, and not only zeros.
        public init?(bytes: [UInt8]) {
            guard bytes.count == 16 else { return nil }
            high = UInt64(bigEndian: bytes[..<8])
            low = UInt64(bigEndian: bytes[8...])
            guard high != 0 || low != 0 else { return nil }
        }

        /// - Returns: `nil` unless `hex` is 32 hexadecimal digits, and not only zeros.
        public init?(hex: String) {
            let digits = Array(hex.utf8)
            guard digits.count == 32, let high = UInt64(hexDigits: digits[..<16]),
                let low = UInt64(hexDigits: digits[16...]), high != 0 || low != 0
            else { return nil }
            self.high = high
            self.low = low
        }

        var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }

        /// 32 lowercase hexadecimal digits.
        public var hex: String {
            high.hexDigits + low.hexDigits
        }
    }
}

extension Trace.ID: CustomStringConvertible {
    public var description: String { hex }
}

extension Trace.Span {
    /// A span id: 8 bytes, not all zero (W3C Trace Context, section 3.2.2.4).
    public struct ID: Hashable, Sendable {
        let value: UInt64

        init(_ value: UInt64) {
            self.value = value
        }

        /// - Returns: `nil` unless there are 8 bytes, and not only zeros.
        public init?(bytes: [UInt8]) {
            guard bytes.count == 8 else { return nil }
            value = UInt64(bigEndian: bytes[...])
            guard value != 0 else { return nil }
        }

        /// - Returns: `nil` unless `hex` is 16 hexadecimal digits, and not only zeros.
        public init?(hex: String) {
            guard hex.utf8.count == 16, let value = UInt64(hexDigits: hex.utf8), value != 0 else { return nil }
            self.value = value
        }

        var bytes: [UInt8] { value.bigEndianBytes }

        /// 16 lowercase hexadecimal digits.
        public var hex: String { value.hexDigits }
    }
}

extension Trace.Span.ID: CustomStringConvertible {
    public var description: String { hex }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian, Array.init) }

    fileprivate init(bigEndian bytes: ArraySlice<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

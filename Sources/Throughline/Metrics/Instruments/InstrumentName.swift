/// The syntax of what instruments are called and counted in.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax
enum InstrumentName {
    /// A letter, then letters, digits, `_`, `.`, `-` and `/`: 255 characters at most.
    static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 255, first.isLetter else { return false }
        return bytes.allSatisfy { $0.isLetter || $0.isDecimalDigit || punctuation.contains($0) }
    }

    /// 63 ASCII characters at most.
    static func isValidUnit(_ unit: String) -> Bool {
        unit.utf8.count <= 63 && unit.utf8.allSatisfy { $0 < 0x80 }
    }

    private static let punctuation = Array("_.-/".utf8)
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    fileprivate var isDecimalDigit: Bool { (0x30...0x39).contains(self) }
}

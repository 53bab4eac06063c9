/// Names as Prometheus allows them (compatibility specification, "Metric Metadata" and "Metric Attributes").
enum PrometheusNames {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`; what is not allowed becomes `_`, several of which become one.
    static func metric(_ name: String) -> String {
        sanitized(name) { $0 == UInt8(ascii: ":") }
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, and no `__` at the beginning, which is Prometheus' own.
    static func label(_ key: String) -> String {
        sanitized(key) { _ in false }
    }

    private static func sanitized(_ text: String, isAllowed: (UInt8) -> Bool) -> String {
        var name: [UInt8] = []
        for scalar in text.unicodeScalars {
            let byte = scalar.isASCII ? UInt8(scalar.value) : UInt8(ascii: "_")
            let kept = byte.isLetterOrDigit || isAllowed(byte) ? byte : UInt8(ascii: "_")
            if kept == UInt8(ascii: "_"), name.last == kept { continue }
            if name.isEmpty, kept.isDecimalDigit { name.append(UInt8(ascii: "_")) }
            name.append(kept)
        }
        return name.isEmpty ? "_" : String(decoding: name, as: UTF8.self)
    }

    /// The unit in full words: `s` is `seconds`, `By/s` is `bytes_per_second`, `{request}` is none.
    ///
    /// - Parameter isGauge: A gauge of unit `1` is a ratio; counts have that unit too, and are none.
    static func unit(_ unit: String, isGauge: Bool) -> String? {
        let plain = withoutAnnotations(unit)
        if plain == "1" { return isGauge ? "ratio" : nil }
        let parts = plain.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let word = parts.first.flatMap { Self.word(String($0)) }
        guard parts.count == 2, let per = singulars[String(parts[1])] ?? Self.word(String(parts[1])) else {
            return word
        }
        return word.map { "\($0)_per_\(per)" } ?? "per_\(per)"
    }

    private static func word(_ unit: String) -> String? {
        if let word = words[unit] { return word }
        let name = metric(unit).trimmingUnderscores()
        return name.isEmpty ? nil : name
    }

    /// Curly braces hold what UCUM calls an annotation: for people, and not part of the unit.
    private static func withoutAnnotations(_ unit: String) -> String {
        var depth = 0
        return String(
            unit.filter { character in
                if character == "{" { depth += 1 }
                defer { if character == "}", depth > 0 { depth -= 1 } }
                return depth == 0 && !character.isWhitespace && character != "}"
            }
        )
    }

    private static let words: [String: String] = [
        "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
        "ns": "nanoseconds", "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes",
        "TiBy": "tebibytes", "KBy": "kilobytes", "kBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes",
        "TBy": "terabytes", "bit": "bits", "m": "meters", "V": "volts", "A": "amperes", "J": "joules", "W": "watts",
        "g": "grams", "Cel": "celsius", "Hz": "hertz", "%": "percent",
    ]

    private static let singulars: [String: String] = [
        "s": "second", "ms": "millisecond", "us": "microsecond", "ns": "nanosecond", "min": "minute", "h": "hour",
        "d": "day", "wk": "week", "mo": "month", "y": "year", "m": "meter", "By": "byte",
    ]
}

extension UInt8 {
    fileprivate var isDecimalDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isLetterOrDigit: Bool {
        isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) && self < 0x80
    }
}

extension String {
    func trimmingUnderscores() -> String {
        var text = self[...]
        while text.first == "_" { text.removeFirst() }
        while text.last == "_" { text.removeLast() }
        return String(text)
    }
}

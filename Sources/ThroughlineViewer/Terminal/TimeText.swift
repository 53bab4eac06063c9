/// Times as people read them.
package enum TimeText {
    /// A duration in three digits and the unit that suits it: `950 ns`, `12.3 µs`, `4.56 ms`, `1.23 s`,
    /// `2m 05s`, `3h 07m`, `213503d`. Seven characters at most.
    package static func duration(nanoseconds: UInt64) -> String {
        if nanoseconds < 1_000 { return "\(nanoseconds) ns" }
        for (unit, size) in [("µs", 1_000 as UInt64), ("ms", 1_000_000), ("s", 1_000_000_000)] {
            // The unit is left when three digits, rounded, would say 1000 of it, or 60 seconds.
            let limit: UInt64 = unit == "s" ? 60 : 1_000
            guard let text = threeDigits(nanoseconds, of: size, below: limit) else { continue }
            return "\(text) \(unit)"
        }
        let seconds = (nanoseconds / 500_000_000 + 1) / 2
        if seconds < 3_600 { return "\(seconds / 60)m \(twoDigits(seconds % 60))s" }
        let minutes = (seconds / 30 + 1) / 2
        if minutes < 100 * 60 { return "\(minutes / 60)h \(twoDigits(minutes % 60))m" }
        return "\(minutes / 1_440)d"
    }

    /// The time of day in UTC, to the millisecond: `12:04:31.120Z`.
    package static func timeOfDay(unixNano: UInt64) -> String {
        let milliseconds = unixNano / 1_000_000
        let seconds = milliseconds / 1_000
        let hours = seconds / 3_600 % 24
        let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
        return "\(twoDigits(hours)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60)).\(fraction)Z"
    }

    /// `value / size` with two, one or no decimals; `nil` if that is not below `limit` once rounded.
    private static func threeDigits(_ value: UInt64, of size: UInt64, below limit: UInt64) -> String? {
        for (scale, below) in [(100 as UInt64, 10 as UInt64), (10, 100), (1, 1_000)] {
            let rounded = (value / (size / scale / 2) + 1) / 2
            let whole = rounded / scale
            guard whole < min(below, limit) else { continue }
            let decimals = String(rounded % scale + scale).dropFirst()
            return decimals.isEmpty ? "\(whole)" : "\(whole).\(decimals)"
        }
        return nil
    }

    private static func twoDigits(_ value: UInt64) -> String {
        String(value + 100).suffix(2).description
    }
}

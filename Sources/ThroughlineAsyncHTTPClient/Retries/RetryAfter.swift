import NIOHTTP1

/// What a `Retry-After` field asks for (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// How long to wait; `nil` for what is neither a number of seconds nor a date in the format that servers have to write.
    ///
    /// - Parameters:
    ///   - value: The value of the field.
    ///   - now: The seconds from 1970 to now.
    static func delay(_ value: String, now: Int64) -> Duration? {
        let text = value.drop { $0 == " " }
        if let first = text.utf8.first, (0x30...0x39).contains(first) {
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            // A number too large for a number is a long time, too.
            return .seconds(min(Int64(text) ?? .max, Int64(Int32.max)))
        }
        return secondsSince1970(text).map { .seconds(min(max($0 - now, 0), Int64(Int32.max))) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    private static func secondsSince1970(_ text: Substring) -> Int64? {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[5] == "GMT" else { return nil }
        let clock = fields[4].split(separator: ":").compactMap { Int64($0) }
        guard let day = Int64(fields[1]), (1...31).contains(day),
            let month = months.firstIndex(of: fields[2]).map({ Int64($0 + 1) }),
            let year = Int64(fields[3]), (1970...9999).contains(year),
            clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        // Years begin in March here, so that the leap day is the last one.
        let shifted = month > 2 ? year : year - 1
        let days =
            shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day
        return (days - 719_469) * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

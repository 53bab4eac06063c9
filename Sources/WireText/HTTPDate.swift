/// Dates as HTTP writes them.
///
/// Source: RFC 9110, section 5.6.7, which asks a recipient to accept all three formats:
///
/// ```
/// Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
/// Sunday, 06-Nov-94 08:49:37 GMT   RFC 850
/// Sun Nov  6 08:49:37 1994         asctime
/// ```
package enum HTTPDate {
    /// The seconds from 1970 to a date. `nil` if it is malformed.
    ///
    /// - Parameters:
    ///   - text: The date.
    ///   - now: The seconds from 1970 to now. A year of two digits is at most 50 years ahead of it.
    package static func secondsSince1970(_ text: String, now: Int64) -> Int64? {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" })
        if fields.count == 6, fields[5] == "GMT" {
            guard let year = year(fields[3], now: now) else { return nil }
            return seconds(day: fields[1], month: fields[2], year: year, time: fields[4])
        }
        if fields.count == 5, fields[4].utf8.count == 4, let year = number(fields[4]) {
            return seconds(day: fields[2], month: fields[1], year: year, time: fields[3])
        }
        return nil
    }

    private static let months = [
        "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
        "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
    ]

    private static func seconds(day: Substring, month: Substring, year: Int, time: Substring) -> Int64? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard let day = number(day), (1...31).contains(day), let month = months[String(month)],
            clock.count == 3, clock.allSatisfy({ $0.utf8.count == 2 }),
            let hour = number(clock[0]), hour < 24,
            let minute = number(clock[1]), minute < 60,
            let second = number(clock[2]), second <= 60
        else { return nil }
        return Int64(daysSince1970(year: year, month: month, day: day)) * 86_400
            + Int64(hour * 3600 + minute * 60 + second)
    }

    private static func year(_ text: Substring, now: Int64) -> Int? {
        guard let year = number(text) else { return nil }
        switch text.utf8.count {
        case 4: return year
        case 2:
            let latest = 1970 + Int(now / 31_556_952) + 50
            let nearest = latest / 100 * 100 + year
            return nearest > latest ? nearest - 100 : nearest
        default: return nil
        }
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy(\.isDigit) else { return nil }
        return Int(text)
    }

    /// Days in the proleptic Gregorian calendar. Years begin in March here, so that the leap day is the last one.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month > 2 ? year : year - 1
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

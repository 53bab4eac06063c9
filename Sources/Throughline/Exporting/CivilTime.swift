/// A point in time as a date in UTC, to the millisecond: `2026-11-21T09:30:00.125Z`.
///
/// Algorithm: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
struct CivilTime: CustomStringConvertible {
    let description: String

    init(nanosecondsSince1970: UInt64) {
        let milliseconds = nanosecondsSince1970 / 1_000_000
        let days = milliseconds / 86_400_000
        let time = milliseconds % 86_400_000

        let shifted = days + 719_468  // since 0000-03-01: a leap day is then the last day of its year
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

        let date = [Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)].joined(separator: "-")
        let parts = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { Self.padded($0, 2) }
        description = "\(date)T\(parts.joined(separator: ":")).\(Self.padded(time % 1000, 3))Z"
    }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}

import Foundation

/// A day of the proleptic Gregorian calendar, without a time zone.
struct CivilDate: Hashable, Comparable {
    /// Days since 1970-01-01.
    let number: Int

    init(number: Int) {
        self.number = number
    }

    init(year: Int, month: Int, day: Int) {
        // Years begin in March here, so that the leap day is the last one. After Howard Hinnant, "chrono-Compatible
        // Low-Level Date Algorithms".
        let year = month <= 2 ? year - 1 : year
        let era = Self.floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    var components: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
    }

    /// From 0, Sunday.
    var weekday: Int { Self.modulo(number + 4, 7) }

    /// The number of its week, which begins on Monday, counted from some week.
    var week: Int { Self.floorDivide(number + 3, 7) }

    /// The last day of its month.
    var lastDayOfMonth: Int {
        let (year, month, _) = components
        return CivilDate(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1).number
            - CivilDate(year: year, month: month, day: 1).number
    }

    static func < (left: CivilDate, right: CivilDate) -> Bool { left.number < right.number }

    static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }

    static func modulo(_ value: Int, _ divisor: Int) -> Int { value - floorDivide(value, divisor) * divisor }
}

extension TimeZone {
    /// The day that it is there.
    func day(at instant: Int) -> CivilDate {
        let local = instant + secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
        return CivilDate(number: CivilDate.floorDivide(local, 86_400))
    }
}

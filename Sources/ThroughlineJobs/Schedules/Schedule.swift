public import Foundation

/// When something is to happen again and again.
///
/// Times are those that clocks show in the schedule's time zone. Where clocks are set forward over a time, it happens as much
/// later; where they are set back over it, it happens the first time only. What happens every so many minutes, or in every
/// hour, is not disturbed by that.
public struct Schedule: Hashable, Sendable {
    enum Rule: Hashable, Sendable {
        case once(Date)
        case every(minutes: Int)
        case calendar(CalendarRule)
    }

    let rule: Rule
    /// The time zone's identifier, such as `Europe/Berlin`.
    let timeZone: String

    /// A day of the week.
    public enum Weekday: Int, Hashable, Sendable, CaseIterable {
        case sunday, monday, tuesday, wednesday, thursday, friday, saturday
    }

    init(_ rule: Rule, _ timeZone: TimeZone = .gmt) {
        self.rule = rule
        self.timeZone = timeZone.identifier
    }

    private init(_ timeZone: TimeZone, hour: Int?, minute: Int, _ change: (inout CalendarRule) -> Void = { _ in }) {
        var rule = CalendarRule()
        rule.minutes = [min(max(minute, 0), 59)]
        if let hour { rule.hours = [min(max(hour, 0), 23)] }
        change(&rule)
        self.init(.calendar(rule), timeZone)
    }

    /// Once.
    public static func once(at date: Date) -> Self { Self(.once(date)) }

    /// Every so many minutes, counted from 1970: every 15 minutes is at a quarter past, at half past, and so on.
    public static func every(minutes: Int) -> Self { Self(.every(minutes: max(1, minutes))) }

    public static func hourly(minute: Int = 0) -> Self { Self(.gmt, hour: nil, minute: minute) }

    public static func daily(hour: Int, minute: Int = 0, in timeZone: TimeZone = .gmt) -> Self {
        Self(timeZone, hour: hour, minute: minute)
    }

    public static func weekly(on day: Weekday, hour: Int, minute: Int = 0, in timeZone: TimeZone = .gmt) -> Self {
        Self(timeZone, hour: hour, minute: minute) { $0.weekdays = [day.rawValue] }
    }

    /// Every other week.
    ///
    /// - Parameter week: A time in a week in which it happens; weeks begin on Monday.
    public static func biweekly(
        on day: Weekday,
        inWeekOf week: Date,
        hour: Int,
        minute: Int = 0,
        in timeZone: TimeZone = .gmt
    ) -> Self {
        Self(timeZone, hour: hour, minute: minute) {
            $0.weekdays = [day.rawValue]
            $0.evenWeek = CivilDate.modulo(timeZone.day(at: Int(clampedSeconds: week)).week, 2)
        }
    }

    /// Every month, on its last day where it has not so many.
    public static func monthly(day: Int, hour: Int, minute: Int = 0, in timeZone: TimeZone = .gmt) -> Self {
        Self(every: 1, from: 1, day: day, hour: hour, minute: minute, timeZone)
    }

    /// Every other month.
    ///
    /// - Parameter month: One of the months in which it happens, from 1.
    public static func bimonthly(
        from month: Int = 1,
        day: Int,
        hour: Int,
        minute: Int = 0,
        in timeZone: TimeZone = .gmt
    ) -> Self {
        Self(every: 2, from: month, day: day, hour: hour, minute: minute, timeZone)
    }

    /// Every third month.
    public static func quarterly(
        from month: Int = 1,
        day: Int,
        hour: Int,
        minute: Int = 0,
        in timeZone: TimeZone = .gmt
    ) -> Self {
        Self(every: 3, from: month, day: day, hour: hour, minute: minute, timeZone)
    }

    public static func yearly(
        month: Int,
        day: Int,
        hour: Int,
        minute: Int = 0,
        in timeZone: TimeZone = .gmt
    ) -> Self {
        Self(every: 12, from: month, day: day, hour: hour, minute: minute, timeZone)
    }

    private init(every step: Int, from month: Int, day: Int, hour: Int, minute: Int, _ timeZone: TimeZone) {
        self.init(timeZone, hour: hour, minute: minute) { rule in
            rule.months = Set((1...12).filter { CivilDate.modulo($0 - min(max(month, 1), 12), step) == 0 })
            rule.days = [min(max(day, 1), 31)]
            rule.clampsDay = true
        }
    }

    /// By five fields, as in crontab(5): minute, hour, day of the month, month, day of the week. Lists, ranges, steps and
    /// English names are understood, and `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
    ///
    /// - Throws: ``CronError``.
    public static func cron(_ text: String, in timeZone: TimeZone = .gmt) throws -> Self {
        Self(.calendar(try CalendarRule(cron: text)), timeZone)
    }

    /// The first time after another one; `nil` where there is none any more.
    public func next(after date: Date) -> Date? {
        switch rule {
        case .once(let time): return time > date ? time : nil
        case .every(let minutes):
            let length = Double(minutes) * 60
            let number = (date.timeIntervalSince1970 / length).rounded(.down) + 1
            return number.isFinite ? Date(timeIntervalSince1970: number * length) : nil
        case .calendar(let rule):
            let seconds = Int(clampedSeconds: date)
            let zone = TimeZone(identifier: timeZone) ?? .gmt
            return rule.next(after: seconds, in: zone).map { Date(timeIntervalSince1970: Double($0)) }
        }
    }
}

extension Int {
    /// Whole seconds since 1970, within some ten thousand years.
    init(clampedSeconds date: Date) {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        self = seconds.isNaN ? 0 : Int(Swift.max(-3e11, Swift.min(3e11, seconds)))
    }
}

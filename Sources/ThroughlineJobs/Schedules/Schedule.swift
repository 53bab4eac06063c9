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

    private init(
        _ timeZone: TimeZone,
        hour: Int?,
        minute: Int,
        _ change: (inout CalendarRule) -> Void = { _ in }
    ) throws(ScheduleError) {
        guard (0...59).contains(minute) else { throw .minute(minute) }
        if let hour, !(0...23).contains(hour) { throw .hour(hour) }
        var rule = CalendarRule()
        rule.minutes = [minute]
        if let hour { rule.hours = [hour] }
        change(&rule)
        self.init(.calendar(rule), timeZone)
    }

    /// Once; never, where that is over when the schedule is said.
    public static func once(at date: Date) -> Self { Self(.once(date)) }

    /// Every so many minutes, counted from 1970: every 15 minutes is at a quarter past, at half past, and so on.
    ///
    /// - Throws: ``ScheduleError`` where the number is not from 1 to 527,040, a year's.
    public static func every(minutes: Int) throws(ScheduleError) -> Self {
        guard (1...527_040).contains(minutes) else { throw .interval(minutes) }
        return Self(.every(minutes: minutes))
    }

    /// Every hour. The time zone matters where its clocks do not differ from others by whole hours.
    ///
    /// - Throws: ``ScheduleError``, as all that follow, where there is no such time.
    public static func hourly(minute: Int = 0, in timeZone: TimeZone = .gmt) throws(ScheduleError) -> Self {
        try Self(timeZone, hour: nil, minute: minute)
    }

    public static func daily(hour: Int, minute: Int = 0, in timeZone: TimeZone = .gmt) throws(ScheduleError) -> Self {
        try Self(timeZone, hour: hour, minute: minute)
    }

    public static func weekly(on day: Weekday, hour: Int, minute: Int = 0, in timeZone: TimeZone = .gmt)
        throws(ScheduleError) -> Self
    {
        try Self(timeZone, hour: hour, minute: minute) { $0.weekdays = [day.rawValue] }
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
    ) throws(ScheduleError) -> Self {
        try Self(timeZone, hour: hour, minute: minute) {
            $0.weekdays = [day.rawValue]
            $0.evenWeek = CivilDate.modulo(timeZone.day(at: Int(clampedSeconds: week)).week, 2)
        }
    }

    /// Every month, on its last day where it has not so many.
    public static func monthly(day: Int, hour: Int, minute: Int = 0, in timeZone: TimeZone = .gmt) throws(ScheduleError)
        -> Self
    {
        try Self(every: 1, from: 1, day: day, hour: hour, minute: minute, timeZone)
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
    ) throws(ScheduleError) -> Self {
        try Self(every: 2, from: month, day: day, hour: hour, minute: minute, timeZone)
    }

    /// Every third month.
    public static func quarterly(
        from month: Int = 1,
        day: Int,
        hour: Int,
        minute: Int = 0,
        in timeZone: TimeZone = .gmt
    ) throws(ScheduleError) -> Self {
        try Self(every: 3, from: month, day: day, hour: hour, minute: minute, timeZone)
    }

    public static func yearly(
        month: Int,
        day: Int,
        hour: Int,
        minute: Int = 0,
        in timeZone: TimeZone = .gmt
    ) throws(ScheduleError) -> Self {
        try Self(every: 12, from: month, day: day, hour: hour, minute: minute, timeZone)
    }

    private init(
        every step: Int,
        from month: Int,
        day: Int,
        hour: Int,
        minute: Int,
        _ timeZone: TimeZone
    ) throws(ScheduleError) {
        guard (1...12).contains(month) else { throw .month(month) }
        guard (1...31).contains(day) else { throw .day(day) }
        try self.init(timeZone, hour: hour, minute: minute) { rule in
            rule.months = Set((1...12).filter { CivilDate.modulo($0 - month, step) == 0 })
            rule.days = [day]
            rule.clampsDay = true
        }
    }

    /// By five fields, as in crontab(5): minute, hour, day of the month, month, day of the week. Lists, ranges, steps and
    /// English names are understood, and `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. Where a day of the month and one of
    /// the week are given, and neither field begins with a star, either will do. Not understood are seconds, `L`, `W`, `#`, and
    /// ranges over a week's end (`fri-sun`).
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

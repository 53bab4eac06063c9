import Foundation
import Testing

@testable import ThroughlineJobs

@Suite("A schedule")
struct ScheduleTests {
    private static let berlin = TimeZone(identifier: "Europe/Berlin")!

    private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    /// The next times after one, in UTC.
    private func times(_ schedule: Schedule, after start: String, count: Int = 3) throws -> [String] {
        var date = try date(start)
        return (0..<count).compactMap { _ in
            guard let next = schedule.next(after: date) else { return nil }
            date = next
            return next.formatted(.iso8601)
        }
    }

    @Test("knows its next times")
    func next() throws {
        let start = "2027-01-30T10:07:30Z"
        #expect(
            try times(.every(minutes: 15), after: start) == [
                "2027-01-30T10:15:00Z", "2027-01-30T10:30:00Z", "2027-01-30T10:45:00Z",
            ]
        )
        #expect(
            try times(.hourly(minute: 5), after: start, count: 2) == ["2027-01-30T11:05:00Z", "2027-01-30T12:05:00Z"]
        )
        #expect(
            try times(.daily(hour: 3, minute: 30), after: start, count: 2) == [
                "2027-01-31T03:30:00Z", "2027-02-01T03:30:00Z",
            ]
        )
        #expect(
            try times(.weekly(on: .monday, hour: 9), after: start, count: 2) == [
                "2027-02-01T09:00:00Z", "2027-02-08T09:00:00Z",
            ]
        )
        let biweekly = try Schedule.biweekly(on: .monday, inWeekOf: try date("2027-02-10T00:00:00Z"), hour: 9)
        #expect(try times(biweekly, after: start, count: 2) == ["2027-02-08T09:00:00Z", "2027-02-22T09:00:00Z"])
        #expect(
            try times(.monthly(day: 31, hour: 0), after: start)
                == ["2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z", "2027-03-31T00:00:00Z"]
        )
        #expect(
            try times(.bimonthly(from: 2, day: 1, hour: 0), after: start, count: 2) == [
                "2027-02-01T00:00:00Z", "2027-04-01T00:00:00Z",
            ]
        )
        #expect(
            try times(.quarterly(day: 1, hour: 0), after: start, count: 2) == [
                "2027-04-01T00:00:00Z", "2027-07-01T00:00:00Z",
            ]
        )
        #expect(
            try times(.yearly(month: 2, day: 29, hour: 0), after: start, count: 2) == [
                "2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z",
            ]
        )
        let once = Schedule.once(at: try date("2027-02-01T00:00:00Z"))
        #expect(try times(once, after: start) == ["2027-02-01T00:00:00Z"])
    }

    @Test("keeps to the clocks of its time zone, of which each day has the time once")
    func daylightSaving() throws {
        // Clocks go from 02:00 to 03:00 on 28 March, and from 03:00 to 02:00 on 31 October 2027.
        let early = try Schedule.daily(hour: 2, minute: 30, in: Self.berlin)
        #expect(
            try times(early, after: "2027-03-27T00:00:00Z")
                == ["2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"]
        )
        #expect(
            try times(early, after: "2027-10-30T00:00:00Z")
                == ["2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"]
        )
        let late = try Schedule.daily(hour: 9, in: Self.berlin)
        #expect(
            try times(late, after: "2027-03-27T10:00:00Z", count: 2) == [
                "2027-03-28T07:00:00Z", "2027-03-29T07:00:00Z",
            ]
        )
        #expect(
            try times(late, after: "2027-10-30T10:00:00Z", count: 2) == [
                "2027-10-31T08:00:00Z", "2027-11-01T08:00:00Z",
            ]
        )
    }

    @Test("by the hour or the minute is not disturbed when the clocks are set")
    func intervals() throws {
        let cron = try Schedule.cron("*/30 * * * *", in: Self.berlin)
        for start in ["2027-03-28T00:45:00Z", "2027-10-31T00:15:00Z"] {
            var last = try date(start)
            for _ in 0..<6 {
                let next = try #require(cron.next(after: last))
                #expect(next.timeIntervalSince(last) <= 1_800)
                last = next
            }
        }
    }

    @Test("reads cron expressions")
    func cron() throws {
        let start = "2027-01-30T10:07:30Z"  // a Saturday
        func cron(_ text: String, count: Int = 2) throws -> [String] {
            try times(.cron(text), after: start, count: count)
        }
        #expect(try cron("30 8-10 * * mon-fri") == ["2027-02-01T08:30:00Z", "2027-02-01T09:30:00Z"])
        #expect(try cron("0 0 29 2 *") == ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"])
        #expect(try cron("0 0 13 * 5") == ["2027-02-05T00:00:00Z", "2027-02-12T00:00:00Z"])
        #expect(
            try cron("5,10 10/6 * Jan,MAR *", count: 3) == [
                "2027-01-30T10:10:00Z", "2027-01-30T16:05:00Z", "2027-01-30T16:10:00Z",
            ]
        )
        #expect(try cron("0 12 * * 7") == ["2027-01-31T12:00:00Z", "2027-02-07T12:00:00Z"])
        #expect(try cron("@daily") == ["2027-01-31T00:00:00Z", "2027-02-01T00:00:00Z"])
        #expect(try cron("0 */1 ? * *") == ["2027-01-30T11:00:00Z", "2027-01-30T12:00:00Z"])
    }

    @Test(
        "refuses what is no cron expression",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "-1 * * * *", "*/0 * * * *", "5-1 * * * *", "a * * * *",
            "1,,2 * * * *",
            "* 24 * * *", "* * 0 * *", "* * * 13 * ", "* * * * 8", "1-2-3 * * * *", "1/2/3 * * * *", "* * * * foo",
            "+1 * * * *",
            "99999999999999999999 * * * *", "0 0 31 2 *", "@never", "１ * * * *",
        ]
    )
    func badCron(text: String) {
        #expect(throws: CronError.self) { try Schedule.cron(text) }
    }

    @Test("takes days of the month and of the week together as crontab(5) does")
    func cronDays() throws {
        let start = "2027-01-30T10:07:30Z"  // a Saturday
        func cron(_ text: String) throws -> [String] { try times(.cron(text), after: start) }
        // Neither begins with a star: either will do.
        #expect(try cron("0 0 1-31 * 1") == ["2027-01-31T00:00:00Z", "2027-02-01T00:00:00Z", "2027-02-02T00:00:00Z"])
        // One does: both.
        #expect(try cron("0 0 */2 * mon") == ["2027-02-01T00:00:00Z", "2027-02-15T00:00:00Z", "2027-03-01T00:00:00Z"])
        #expect(try cron("0 0 1-7 * */7") == ["2027-02-07T00:00:00Z", "2027-03-07T00:00:00Z", "2027-04-04T00:00:00Z"])
        #expect(try cron("0 0 29 2 */7") == ["2032-02-29T00:00:00Z", "2060-02-29T00:00:00Z", "2088-02-29T00:00:00Z"])
        #expect(throws: CronError.never) { try Schedule.cron("0 0 30 2 */2") }
    }

    @Test("refuses times that there are not")
    func invalid() {
        #expect(throws: ScheduleError.hour(24)) { try Schedule.daily(hour: 24) }
        #expect(throws: ScheduleError.minute(75)) { try Schedule.hourly(minute: 75) }
        #expect(throws: ScheduleError.minute(-1)) { try Schedule.weekly(on: .monday, hour: 0, minute: -1) }
        #expect(throws: ScheduleError.month(13)) { try Schedule.yearly(month: 13, day: 1, hour: 0) }
        #expect(throws: ScheduleError.day(0)) { try Schedule.monthly(day: 0, hour: 0) }
        #expect(throws: ScheduleError.interval(0)) { try Schedule.every(minutes: 0) }
    }

    @Test("by the hour keeps to the minutes of its time zone")
    func hourlyZone() throws {
        let kathmandu = try #require(TimeZone(identifier: "Asia/Kathmandu"))
        #expect(
            try times(.hourly(minute: 0, in: kathmandu), after: "2027-01-30T10:07:30Z", count: 1)
                == ["2027-01-30T10:15:00Z"]
        )
    }

    @Test("is not read on a machine that does not know its time zone")
    func unknownZone() throws {
        var writer = FieldWriter()
        writer.write(1, "Mars/Olympus")
        writer.write(3, Int64(5))
        var rule = FieldWriter()
        rule.write(1, writer.bytes)
        var header = Message.Header(id: JobID(high: 0, low: 0), type: "t", queue: "q")
        header.name = "s"
        let job = ChainLink(header: header, payload: [], priority: 0)
        let sealed = try Envelope().seal(Message(header: header, payload: rule.bytes, rest: [job]))
        #expect(throws: MessageError.self) {
            try ScheduleDefinition(
                StoredSchedule(name: "s", next: nil, remaining: nil, definition: sealed),
                with: Envelope()
            )
        }
    }

    @Test(
        "never skips a time, and never makes one up, whatever it says",
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "GMT",
        ]
    )
    func property(zone: String) throws {
        let zone = try #require(TimeZone(identifier: zone))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        for _ in 0..<60 {
            func some(_ range: ClosedRange<Int>) -> String {
                switch Int.random(in: 0...2) {
                case 0: "*"
                case 1: "\(Int.random(in: range))"
                default: "*/\(Int.random(in: 1...range.upperBound))"
                }
            }
            let days = Bool.random() ? "*" : "*/\(Int.random(in: 1...3))"
            let months = Bool.random() ? "*" : "*/\(Int.random(in: 1...2))"
            let weekdays = Bool.random() ? "*" : "\(Int.random(in: 0...6))"
            let text = "\(some(0...59)) \(some(0...23)) \(days) \(months) \(weekdays)"
            let rule = try CalendarRule(cron: text)
            // Around the days on which clocks are set, as often as not.
            let dayOfYear = Bool.random() ? 86 + Int.random(in: -20...5) : Int.random(in: 0...720)
            let start = 1_798_761_600 + dayOfYear * 86_400 + Int.random(in: 0..<86_400)
            guard let next = rule.next(after: start, in: zone) else {
                Issue.record("\(text) has no next time")
                continue
            }
            #expect(next > start)
            // Minute by minute, as Foundation's calendar sees it.
            func matches(_ instant: Int) -> Bool {
                let date = Date(timeIntervalSince1970: Double(instant))
                let parts = calendar.dateComponents([.hour, .minute, .day, .month, .weekday], from: date)
                return (rule.days?.contains(parts.day!) ?? true) && rule.months.contains(parts.month!)
                    && rule.minutes.contains(parts.minute!) && (rule.hours?.contains(parts.hour!) ?? true)
                    && (rule.weekdays?.contains(parts.weekday! - 1) ?? true)
            }
            let end = min(next, start + 2 * 86_400)
            for instant in stride(from: (start / 60 + 1) * 60, to: end, by: 60) where matches(instant) {
                // What clocks show for the second time happens the first time only.
                let isSecond =
                    rule.hours != nil
                    && (1...120).contains { minutes in
                        let earlier = Date(timeIntervalSince1970: Double(instant - minutes * 60))
                        let now = Date(timeIntervalSince1970: Double(instant))
                        return zone.secondsFromGMT(for: earlier) - zone.secondsFromGMT(for: now) == minutes * 60
                    }
                #expect(isSecond, "\(text) in \(zone.identifier) after \(start): \(instant) comes before \(next)")
            }
            if !matches(next) {
                // Clocks were set forward over it.
                let before = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(next - 7_200)))
                #expect(
                    before < zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(next))),
                    "\(text) after \(start): \(next)"
                )
            }
        }
    }
}

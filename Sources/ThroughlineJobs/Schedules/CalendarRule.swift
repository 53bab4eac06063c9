import Foundation

/// Which minutes of which days.
struct CalendarRule: Hashable, Sendable {
    var minutes: Set<Int> = [0]
    /// `nil` for every hour, which clocks that are set do not disturb.
    var hours: Set<Int>?
    /// Days of the month; `nil` for all of them.
    var days: Set<Int>?
    var months: Set<Int> = Set(1...12)
    /// From 0, Sunday; `nil` for all of them.
    var weekdays: Set<Int>?
    /// Whether a day must be both where days of the month and of the week are given. If not, either will do.
    var combinesDays = false
    /// Whether a day that a month does not have is its last one.
    var clampsDay = false
    /// Every other week: the remainder of the week's number by 2.
    var evenWeek: Int?

    func next(after seconds: Int, in zone: TimeZone) -> Int? {
        var offsets = ZoneOffsets(zone)
        // A day earlier: what clocks were set forward over happens later than its day says.
        let start = CivilDate.floorDivide(seconds + offsets.offset(at: seconds), 86_400) - 1
        // 29 February on a Sunday may be forty years away.
        for number in start...(start + 40 * 366 + 2) {
            let day = CivilDate(number: number)
            guard matches(day) else { continue }
            if let instant = instants(of: day, &offsets).first(where: { $0 > seconds }) { return instant }
        }
        return nil
    }

    private func instants(of day: CivilDate, _ offsets: inout ZoneOffsets) -> [Int] {
        var instants: [Int] = []
        for hour in hours ?? Set(0..<24) {
            for minute in minutes {
                let (found, afterGap) = offsets.instants(of: day, hour: hour, minute: minute)
                if hours == nil {
                    instants += found
                } else {
                    instants.append(found.first ?? afterGap)
                }
            }
        }
        return instants.sorted()
    }

    private func matches(_ day: CivilDate) -> Bool {
        let (_, month, dayOfMonth) = day.components
        guard months.contains(month) else { return false }
        if let evenWeek, CivilDate.modulo(day.week, 2) != evenWeek { return false }
        let matchesDay = days.map { days in
            days.contains(dayOfMonth)
                || (clampsDay && dayOfMonth == day.lastDayOfMonth && days.contains { $0 > dayOfMonth })
        }
        let matchesWeekday = weekdays?.contains(day.weekday)
        switch (matchesDay, matchesWeekday) {
        case (nil, nil): return true
        case (let day?, nil): return day
        case (nil, let weekday?): return weekday
        case (let day?, let weekday?): return combinesDays ? day && weekday : day || weekday
        }
    }
}

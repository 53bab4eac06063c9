import Foundation

// What a broker does not know of a schedule. It is for people to look at: nobody has checked the signature.
extension StoredSchedule {
    /// What kind of job it is for; `nil` where the definition is not one of this module's.
    public var jobType: String? { (try? Envelope.peek(definition))?.type }

    /// When it is for something; `nil` where that is encrypted.
    public var rule: Schedule? { ((try? Envelope.peekPayload(definition)) ?? nil).flatMap(ScheduleDefinition.schedule) }
}

extension Schedule: CustomStringConvertible {
    /// A cron expression where it is one, and words.
    public var description: String {
        switch rule {
        case .once(let date): "once, at \(date.formatted(.iso8601))"
        case .every(let minutes): minutes == 1 ? "every minute" : "every \(minutes) minutes"
        case .calendar(let rule): "\(rule.description) (\(timeZone))"
        }
    }
}

extension CalendarRule: CustomStringConvertible {
    var description: String {
        func list(_ values: Set<Int>?, _ range: ClosedRange<Int>) -> String {
            guard let values, !range.allSatisfy(values.contains) else { return "*" }
            return values.sorted().map(String.init).joined(separator: ",")
        }
        var text = [
            list(minutes, 0...59), list(hours, 0...23), list(days, 1...31), list(months, 1...12), list(weekdays, 0...6),
        ].joined(separator: " ")
        if combinesDays, days != nil, weekdays != nil { text += ", both days" }
        if clampsDay, days?.contains(where: { $0 > 28 }) == true { text += ", or the month's last day" }
        if evenWeek != nil { text += ", every other week" }
        return text
    }
}

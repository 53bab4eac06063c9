/// Why a text is no cron expression.
public enum CronError: Error, Hashable, CustomStringConvertible {
    /// It has not five fields.
    case fieldCount(Int)
    /// A field is not understood, or out of its range.
    case field(String)
    /// There is no such time, as on 30 February.
    case never

    public var description: String {
        switch self {
        case .fieldCount(let count): "a cron expression has 5 fields, not \(count)"
        case .field(let text): "not a field of a cron expression: \(text)"
        case .never: "there is no such time"
        }
    }
}

extension CalendarRule {
    init(cron text: String) throws(CronError) {
        self.init()
        let fields = (Self.macros[text.lowercased()] ?? text).split(whereSeparator: \.isWhitespace)
        guard fields.count == 5 else { throw .fieldCount(fields.count) }
        minutes = try Self.values(fields[0], 0...59) ?? Set(0...59)
        hours = try Self.values(fields[1], 0...23)
        // Every hour is every hour, however it is written.
        if hours?.count == 24 { hours = nil }
        days = try Self.values(fields[2], 1...31)
        // crontab(5): where both are restricted, which is where neither begins with a star, either will do.
        combinesDays = [fields[2], fields[4]].contains { $0.first == "*" || $0 == "?" }
        months = try Self.values(fields[3], 1...12, Self.monthNames, from: 1) ?? Set(1...12)
        // Sunday is 0, and 7 too.
        weekdays = try Self.values(fields[4], 0...7, Self.dayNames, from: 0).map { Set($0.map { $0 % 7 }) }
        if let days, weekdays == nil || combinesDays,
            !months.contains(where: { month in days.contains { $0 <= Self.longest[month - 1] } })
        {
            throw .never
        }
    }

    private static let macros = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// What a field allows; `nil` for everything.
    private static func values(
        _ field: Substring,
        _ range: ClosedRange<Int>,
        _ names: [String] = [],
        from firstName: Int = 0
    ) throws(CronError) -> Set<Int>? {
        if field == "*" || field == "?" { return nil }
        var values: Set<Int> = []
        for item in field.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { throw .field(String(field)) }
            func number(_ text: Substring) throws(CronError) -> Int {
                if let index = names.firstIndex(of: text.lowercased()) { return index + firstName }
                guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text), range.contains(number)
                else {
                    throw .field(String(field))
                }
                return number
            }
            var step = 1
            if parts.count == 2 {
                guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(parts[1]), number > 0
                else {
                    throw .field(String(field))
                }
                step = number
            }
            let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false)
            let first: Int
            let last: Int
            switch (parts[0], bounds.count) {
            case ("*", _): (first, last) = (range.lowerBound, range.upperBound)
            case (_, 1):
                first = try number(bounds[0])
                last = parts.count == 2 ? range.upperBound : first
            case (_, 2): (first, last) = (try number(bounds[0]), try number(bounds[1]))
            default: throw .field(String(field))
            }
            guard first <= last else { throw .field(String(field)) }
            values.formUnion(stride(from: first, through: last, by: step))
        }
        return values
    }
}

import Foundation

/// What a stored schedule is for: which job, when, and what happens to times that nobody was there for.
struct ScheduleDefinition: Hashable, Sendable {
    var schedule: Schedule
    var job: ChainLink
    var missed: MissedTimes
    var allowsOverlap: Bool
    /// How often in all; `nil` for ever.
    var repeats: Int?

    /// A definition is signed, and encrypted, as jobs are. Its header has the schedule's name, so that it cannot be put in the
    /// place of another one.
    func sealed(name: String, with envelope: Envelope) throws -> [UInt8] {
        var header = job.header
        header.id = Self.id
        header.name = name
        return try envelope.seal(Message(header: header, payload: rule, rest: [job]))
    }

    private var rule: [UInt8] {
        var writer = FieldWriter()
        writer.write(1, schedule.encoded)
        writer.write(2, missed.code | (allowsOverlap ? 2 : 0))
        writer.write(3, present: repeats.map { Int64($0) })
        return writer.bytes
    }

    /// Whether it says the same when it is stored, where times are whole microseconds.
    func saysTheSame(as other: Self) -> Bool {
        rule == other.rule && job.encoded == other.job.encoded
    }

    init(_ schedule: Schedule, _ job: ChainLink, missed: MissedTimes, allowsOverlap: Bool, repeats: Int?) {
        self.schedule = schedule
        self.job = job
        self.missed = missed
        self.allowsOverlap = allowsOverlap
        self.repeats = repeats
    }

    init(_ stored: StoredSchedule, with envelope: Envelope) throws(MessageError) {
        let message = try envelope.open(stored.definition, of: Self.id)
        guard message.header.name == stored.name, let job = message.rest.first else { throw .badSignature }
        var schedule: Schedule?
        self.init(.once(at: .distantPast), job, missed: .one, allowsOverlap: false, repeats: nil)
        var reader = FieldReader(message.payload[...])
        while let (field, value) = try reader.next() {
            switch field {
            case 1: schedule = try Schedule(value)
            case 2:
                missed = MissedTimes(code: value.number)
                allowsOverlap = value.number & 2 != 0
            case 3: repeats = Int(clamping: value.number)
            default: break
            }
        }
        guard let schedule else { throw .malformed }
        self.schedule = schedule
    }

    /// The rule alone, of a definition that stands in the open.
    static func schedule(_ payload: [UInt8]) -> Schedule? {
        var reader = FieldReader(payload[...])
        while let (field, value) = try? reader.next() {
            if field == 1 { return try? Schedule(value) }
        }
        return nil
    }

    private static let id = JobID(high: 0, low: 0)
}

extension Schedule {
    fileprivate var encoded: [UInt8] {
        var writer = FieldWriter()
        writer.write(1, timeZone)
        switch rule {
        case .once(let date): writer.write(2, present: Timestamp(date).microseconds)
        case .every(let minutes): writer.write(3, Int64(minutes))
        case .calendar(let calendar):
            writer.write(4, calendar.minutes.bits)
            writer.write(5, calendar.hours?.bits ?? 0)
            writer.write(6, calendar.days?.bits ?? 0)
            writer.write(7, calendar.months.bits)
            writer.write(8, calendar.weekdays?.bits ?? 0)
            writer.write(9, calendar.clampsDay ? 1 : 0)
            writer.write(11, calendar.combinesDays ? 1 : 0)
            writer.write(10, present: calendar.evenWeek.map { Int64($0) })
        }
        return writer.bytes
    }

    fileprivate init(_ bytes: ArraySlice<UInt8>) throws(MessageError) {
        var zone = ""
        var rule: Rule?
        var calendar = CalendarRule()
        var reader = FieldReader(bytes)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: zone = value.text
            case 2: rule = .once(Timestamp(microseconds: value.number).date)
            case 3: rule = .every(minutes: max(1, Int(clamping: value.number)))
            case 4:
                calendar.minutes = Set(bits: value.number, 0...59)
                rule = rule ?? .calendar(calendar)
            case 5: calendar.hours = Set(bits: value.number, 0...23)
            case 6: calendar.days = Set(bits: value.number, 1...31)
            case 7: calendar.months = Set(bits: value.number, 1...12)
            case 8: calendar.weekdays = Set(bits: value.number, 0...6)
            case 9: calendar.clampsDay = value.number != 0
            case 10: calendar.evenWeek = Int(clamping: value.number)
            case 11: calendar.combinesDays = value.number != 0
            default: break
            }
        }
        if case .calendar = rule { rule = .calendar(calendar) }
        guard let rule else { throw .malformed }
        guard let timeZone = TimeZone(identifier: zone) else {
            throw .undecodable("this machine does not know the time zone \(zone)")
        }
        self.init(rule, timeZone)
    }
}

extension Set<Int> {
    fileprivate var bits: Int64 { reduce(0) { $0 | 1 << Int64($1) } }

    fileprivate init(bits: Int64, _ range: ClosedRange<Int>) {
        self = Set(range.filter { bits & (1 << Int64($0)) != 0 })
    }
}

extension MissedTimes {
    fileprivate var code: Int64 {
        switch self {
        case .one: 0
        case .all: 1
        case .skip: 4
        }
    }

    fileprivate init(code: Int64) {
        self = code & 1 != 0 ? .all : code & 4 != 0 ? .skip : .one
    }
}

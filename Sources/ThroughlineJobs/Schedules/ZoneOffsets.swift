import Foundation

/// How far a time zone's clocks are from UTC, each quarter of an hour looked up once: clocks are set at such times.
struct ZoneOffsets {
    private let zone: TimeZone
    private var known: [Int: Int] = [:]

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    mutating func offset(at instant: Int) -> Int {
        let quarter = CivilDate.floorDivide(instant, 900)
        if let offset = known[quarter] { return offset }
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
        known[quarter] = offset
        return offset
    }

    /// The instants at which clocks show a time of a day, in seconds since 1970: one usually, two where the clocks are set
    /// back over it, none where they are set forward over it.
    mutating func instants(of day: CivilDate, hour: Int, minute: Int) -> (instants: [Int], afterGap: Int) {
        let local = day.number * 86_400 + hour * 3_600 + minute * 60
        let before = local - offset(at: local - 86_400)
        let after = local - offset(at: local + 86_400)
        var instants: [Int] = []
        if before + offset(at: before) == local { instants.append(before) }
        if after != before, after + offset(at: after) == local { instants.append(after) }
        // With the clocks as they were, which is as much later as they were set forward.
        return (instants.sorted(), before)
    }
}

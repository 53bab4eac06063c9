import ThroughlineJobs

extension Parameters {
    /// Jobs that have no keys: a column an array, eight of them.
    mutating func append(plain entries: [BrokerEntry]) {
        appendBeginning(entries)
        append(entries.map { $0.keep?.postgresMicroseconds })
        append(entries.map { $0.message as [UInt8]? })
    }

    private mutating func appendBeginning(_ entries: [BrokerEntry]) {
        append(entries.map { $0.id as JobID? })
        append(entries.map { $0.queue as String? })
        append(entries.map { Int64($0.priority) as Int64? })
        append(entries.map { $0.start.map { PostgresTime($0) } })
        append(entries.map { Int64($0.attemptLimit) as Int64? })
        append(entries.map(\.group))
    }

    /// Jobs as the functions take them: a column an array, thirteen of them.
    mutating func append(_ entries: [BrokerEntry]) {
        appendBeginning(entries)
        append(entries.map(\.uniqueKey))
        append(entries.map(\.uniqueDigest))
        append(entries.map { $0.uniqueWindow?.postgresMicroseconds })
        append(entries.map { $0.keepsKey as Bool? })
        append(entries.map { $0.keep?.postgresMicroseconds })
        append(entries.map(\.orderingKey))
        append(entries.map { $0.message as [UInt8]? })
    }

    /// No jobs, for a function that takes some.
    mutating func appendNoEntries() {
        for _ in 0..<13 { append(nil as Int64?) }
    }
}

/// What became of jobs, by the rows for those that were not stored.
func outcomes(of entries: [BrokerEntry], _ rows: some Sequence<Refusal>) -> [EnqueueOutcome] {
    var outcomes = entries.map { EnqueueOutcome.enqueued($0.id) }
    for row in rows where outcomes.indices.contains(row.place) {
        outcomes[row.place] = row.conflicts ? .conflict(with: row.other) : .duplicate(of: row.other)
    }
    return outcomes
}

/// A job that was not stored, as another one has its unique key.
struct Refusal: Sendable {
    /// Its place among those that were to be stored, from 0.
    var place: Int
    var other: JobID
    var conflicts: Bool

    /// `nil` for a row that is about none.
    init?(_ row: Rows.Row) {
        guard let place = row.int32(0), let other = row.id(1), let conflicts = row.bool(2) else { return nil }
        self.place = Int(place) - 1
        self.other = other
        self.conflicts = conflicts
    }
}

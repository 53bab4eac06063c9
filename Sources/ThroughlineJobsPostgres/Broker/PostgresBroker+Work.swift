public import Foundation
public import ThroughlineJobs

extension PostgresBroker {
    public func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        let outcomes = try await enqueues.enqueue(entries)
        work.signal()
        return outcomes
    }

    public func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] {
        // One number for all the jobs of a request: with the job's id it is never used again.
        let number = Int64.random(in: 1...Int64.max)
        var parameters = Parameters()
        parameters.append(request.worker as String?)
        parameters.append(request.lease.postgresMicroseconds as Int64?)
        parameters.append(Int32(clamping: request.limit))
        parameters.append(request.queues.map { $0.queue as String? })
        parameters.append(request.queues.map { Int32(clamping: $0.share) as Int32? })
        parameters.append(request.queues.map { Int32(clamping: $0.limit) as Int32? })
        parameters.append(number as Int64?)
        parameters.append(clock.override)
        return try await run(Call(statements.claim, parameters)) { rows in
            try rows.map { try ClaimedEntry($0, claim: number) }
        }
    }

    public func settle(_ settlements: [Settlement]) async throws -> [SettlementResult] {
        guard !settlements.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(settlements.map { $0.claim.job as JobID? })
        parameters.append(settlements.map { $0.claim.number as Int64? })
        parameters.append(settlements.map { $0.outcome.code as Int16? })
        parameters.append(settlements.map { $0.outcome.time.map { PostgresTime($0) } })
        parameters.append(settlements.map { $0.outcome.error.map(shortened) })
        parameters.append(settlements.map(\.outcome.result))
        let followers = settlements.enumerated().flatMap { place, settlement in
            settlement.followers.map { (place: Int32(place + 1) as Int32?, entry: $0) }
        }
        if followers.isEmpty {
            parameters.append(nil as Int64?)
            parameters.appendNoEntries()
        } else {
            parameters.append(followers.map(\.place))
            parameters.append(followers.map(\.entry))
        }
        parameters.append(clock.override)
        // Elsewhere somebody may wait for what follows, for a turn, or for a job that is tried again.
        let bringsWork = settlements.contains { !$0.followers.isEmpty || !$0.outcome.isPlainSuccess }
        let results: [SettlementResult?] = try await run(
            Call(statements.settle, parameters),
            then: bringsWork ? [statements.notify] : []
        ) { rows in
            try rows.map { try SettlementResult(code: $0.required($0.int16(0))) }
        }
        work.signal()
        // Where all are settled, nothing is said of any.
        return settlements.indices.map { $0 < results.count ? results[$0] ?? .lost : .settled }
    }

    public func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        guard !claims.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(claims.map { $0.job as JobID? })
        parameters.append(claims.map { $0.number as Int64? })
        parameters.append(lease.postgresMicroseconds as Int64?)
        parameters.append(clock.override)
        // A sign of life that takes longer comes too late: the next one may find a better connection.
        let timeout = min(options.callTimeout, max(lease / 3, .milliseconds(500)))
        let call = Call(statements.extend, parameters)
        let states = try await run(call, isUrgent: true, timeout: timeout) { rows in
            rows.map { $0.int16(0).map { LeaseState(code: $0) } ?? .lost }
        }
        guard states.count == claims.count else { throw PostgresError.malformed }
        return states
    }

    public func rescue(_ request: RescueRequest) async throws -> [RescuedEntry] {
        let number = Int64.random(in: 1...Int64.max)
        let spared = Array(request.sparing)
        var parameters = Parameters()
        parameters.append(request.worker as String?)
        parameters.append(request.lease.postgresMicroseconds as Int64?)
        parameters.append(Int32(clamping: max(0, request.limit)))
        parameters.append(spared.map { $0.job as JobID? })
        parameters.append(spared.map { $0.number as Int64? })
        parameters.append(queues: request.queues)
        parameters.append(number as Int64?)
        parameters.append(clock.override)
        return try await run(Call(statements.rescue, parameters)) { rows in
            try rows.map { row in
                RescuedEntry(
                    entry: try ClaimedEntry(row, claim: number),
                    worker: row.text(8) ?? "",
                    isCancelling: row.bool(9) ?? false
                )
            }
        }
    }

    public func nextStart(in queues: [String]) async throws -> Date? {
        var parameters = Parameters()
        parameters.append(queues.map { $0 as String? })
        return try await run(Call(statements.nextStart, parameters)) { rows in rows.first?.time(0)?.date }
    }

    public func purge(limit: Int, deadLetterAge: Duration?, queues: [String]?) async throws -> Int {
        var parameters = Parameters()
        parameters.append(Int64(max(0, limit)) as Int64?)
        // Longer ago than there have been databases.
        parameters.append(
            deadLetterAge.map { max(-100_000_000_000_000_000, min(100_000_000_000_000_000, $0.postgresMicroseconds)) }
        )
        parameters.append(queues: queues)
        parameters.append(clock.override)
        return try await run(Call(statements.purge, parameters)) { rows in Int(rows.first?.int64(0) ?? 0) }
    }
}

extension Parameters {
    /// `NULL` for all queues.
    mutating func append(queues: [String]?) {
        guard let queues else { return append(nil as String?) }
        append(queues.map { $0 as String? })
    }
}

extension ClaimedEntry {
    /// From `id, queue, attempt, attempt_limit, enqueued, due, group_name, message`.
    fileprivate init(_ row: Rows.Row, claim: Int64) throws {
        self.init(
            claim: ClaimID(job: try row.required(row.id(0)), number: claim),
            queue: try row.required(row.text(1)),
            attempt: Int(try row.required(row.int32(2))),
            attemptLimit: Int(try row.required(row.int32(3))),
            enqueued: try row.required(row.time(4)).date,
            due: try row.required(row.time(5)).date,
            group: row.text(6),
            message: try row.required(row.byteArray(7))
        )
    }
}

extension LeaseState {
    fileprivate init(code: Int16) {
        self = code == 0 ? .held : code == 2 ? .cancelling : .lost
    }
}

extension SettlementResult {
    fileprivate init(code: Int16) {
        self = code == 0 ? .settled : code == 2 ? .cancelling : .lost
    }
}

extension Settlement.Outcome {
    fileprivate var code: Int16 {
        switch self {
        case .succeeded: 0
        case .retry: 1
        case .failed: 2
        case .dead: 3
        case .cancelled: 4
        case .released: 5
        }
    }

    fileprivate var time: Date? {
        switch self {
        case .retry(let date, _), .released(let date): date
        default: nil
        }
    }

    fileprivate var error: String? {
        switch self {
        case .retry(_, let error), .failed(let error), .dead(let error): error
        default: nil
        }
    }

    fileprivate var result: [UInt8]? {
        if case .succeeded(let result) = self { result } else { nil }
    }

    fileprivate var isPlainSuccess: Bool {
        if case .succeeded = self { true } else { false }
    }
}

/// An error's text for the row. The whole of it is in the trace.
private func shortened(_ text: String) -> String {
    text.utf8.count <= 4_000 ? text : String(text.prefix(1_000)) + "…"
}

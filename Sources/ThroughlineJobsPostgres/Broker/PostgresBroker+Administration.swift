public import Foundation
public import ThroughlineJobs

extension PostgresBroker {
    public func statistics() async throws -> [QueueStatistics] {
        try await run(Call(statements.statistics, Parameters())) { rows in
            try rows.map { row in
                var queue = QueueStatistics(queue: try row.required(row.text(0)))
                queue.isPaused = row.bool(1) ?? false
                queue.isClosed = row.bool(2) ?? false
                queue.limit = row.int32(3).map { Int($0) }
                queue.succeeded = Int(row.int64(4) ?? 0)
                queue.failed = Int(row.int64(5) ?? 0)
                queue.blocked = Int(row.int64(6) ?? 0)
                queue.scheduled = Int(row.int64(7) ?? 0)
                queue.ready = Int(row.int64(8) ?? 0)
                queue.running = Int(row.int64(9) ?? 0)
                queue.dead = Int(row.int64(10) ?? 0)
                queue.oldestDue = row.time(11)?.date
                return queue
            }
            .sorted { $0.queue < $1.queue }
        }
    }

    public func setPaused(_ isPaused: Bool, queue: String) async throws {
        try await set(statements.setPaused, queue) { $0.append(isPaused as Bool?) }
        work.signal()
    }

    public func setClosed(_ isClosed: Bool, queue: String) async throws {
        try await set(statements.setClosed, queue) { $0.append(isClosed as Bool?) }
    }

    public func isClosed(_ queue: String) async throws -> Bool {
        var parameters = Parameters()
        parameters.append(queue as String?)
        return try await run(Call(statements.isClosed, parameters)) { rows in rows.first?.bool(0) ?? false }
    }

    public func setLimit(_ limit: Int?, queue: String) async throws {
        try await set(statements.setLimit, queue) { $0.append(limit.map { Int32(clamping: max(0, $0)) }) }
        work.signal()
    }

    private func set(_ statement: Statement, _ queue: String, _ append: (inout Parameters) -> Void) async throws {
        var parameters = Parameters()
        parameters.append(queue as String?)
        append(&parameters)
        try await run(Call(statement, parameters), then: [statements.notify]) { _ in }
    }

    public func cancel(_ ids: [JobID]) async throws -> [Bool] { try await change(statements.cancel, ids) }

    public func requeue(_ ids: [JobID]) async throws -> [Bool] { try await change(statements.requeue, ids) }

    public func delete(_ ids: [JobID]) async throws -> [Bool] { try await change(statements.delete, ids) }

    private func change(_ statement: Statement, _ ids: [JobID]) async throws -> [Bool] {
        guard !ids.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(ids.map { $0 as JobID? })
        parameters.append(clock.override)
        let changed = try await run(Call(statement, parameters), then: [statements.notify]) { rows in
            rows.map { $0.bool(0) ?? false }
        }
        guard changed.count == ids.count else { throw PostgresError.malformed }
        // The turn of a job that comes next, in order.
        work.signal()
        return changed
    }

    // MARK: Workers

    public func report(_ worker: WorkerReport) async throws {
        var parameters = Parameters()
        parameters.append(worker.name as String?)
        parameters.append(PostgresTime(worker.seen) as PostgresTime?)
        parameters.append(try [UInt8](JSONEncoder().encode(worker)) as [UInt8]?)
        parameters.append(PostgresTime(now.addingTimeInterval(-WorkerReport.lifetime)) as PostgresTime?)
        try await run(Call(statements.report, parameters)) { _ in }
    }

    public func workers() async throws -> [WorkerReport] {
        try await run(Call(statements.workers, Parameters())) { rows in
            // What a later release says may not be understood.
            rows.map { $0.byteArray(0).flatMap { try? JSONDecoder().decode(WorkerReport.self, from: Data($0)) } }
                .compactMap { $0 }
        }
    }

    // MARK: Schedules

    public func firesSchedules() async throws -> Bool { leadership.fires }

    public func setSchedule(_ schedule: StoredSchedule) async throws {
        var parameters = Parameters()
        parameters.append(schedule.name as String?)
        parameters.append(schedule)
        try await run(Call(statements.setSchedule, parameters)) { _ in }
    }

    public func schedules() async throws -> [StoredSchedule] {
        try await run(Call(statements.schedules, Parameters())) { rows in
            try rows.map { row in
                StoredSchedule(
                    name: try row.required(row.text(0)),
                    next: row.time(1)?.date,
                    remaining: row.int64(2).map { Int($0) },
                    definition: try row.required(row.byteArray(3))
                )
            }
        }
    }

    public func removeSchedule(_ name: String) async throws -> Bool {
        var parameters = Parameters()
        parameters.append(name as String?)
        return try await run(Call(statements.removeSchedule, parameters)) { rows in rows.changes > 0 }
    }

    public func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws
        -> [EnqueueOutcome]?
    {
        var parameters = Parameters()
        parameters.append(entries)
        parameters.append(true as Bool?)
        parameters.append(clock.override)
        parameters.append(schedule.name as String?)
        parameters.append(schedule)
        parameters.append(PostgresTime(time) as PostgresTime?)
        let rows = try await run(Call(statements.advance, parameters), then: [statements.notify]) { rows in
            rows.map { Refusal($0) }
        }
        guard !rows.isEmpty else { return nil }
        work.signal()
        return outcomes(of: entries, rows.lazy.compactMap { $0 })
    }
}

extension Parameters {
    fileprivate mutating func append(_ schedule: StoredSchedule) {
        append(schedule.next.map { PostgresTime($0) })
        append(schedule.remaining.map { Int64($0) })
        append(schedule.definition as [UInt8]?)
    }
}

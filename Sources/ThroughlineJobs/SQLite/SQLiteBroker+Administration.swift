public import Foundation
import GRDB

extension SQLiteBroker {
    public func statistics() async throws -> [QueueStatistics] {
        try await pool.read { db in try JobTables.statistics(db) }
    }

    public func setPaused(_ isPaused: Bool, queue: String) async throws {
        try await commits.perform { db in try JobTables.setPaused(isPaused, queue: queue, in: db) }
        work.signal()
    }

    public func setClosed(_ isClosed: Bool, queue: String) async throws {
        try await commits.perform { db in try JobTables.setClosed(isClosed, queue: queue, in: db) }
    }

    public func isClosed(_ queue: String) async throws -> Bool {
        try await pool.read { db in try JobTables.isClosed(queue, db) }
    }

    public func setLimit(_ limit: Int?, queue: String) async throws {
        try await commits.perform { db in try JobTables.setLimit(limit, queue: queue, in: db) }
        work.signal()
    }

    public func entry(_ id: JobID) async throws -> StoredJob? {
        try await pool.read { [clock] db in try JobTables.entry(id, clock, db) }
    }

    public func entries(_ filter: EntryFilter) async throws -> [StoredJob] {
        try await pool.read { [clock] db in try JobTables.entries(filter, clock, db) }
    }

    public func counts(_ filter: EntryFilter) async throws -> [JobState: Int] {
        try await pool.read { db in try JobTables.counts(filter, db) }
    }

    public func cancel(_ ids: [JobID]) async throws -> [Bool] {
        let cancelled = try await commits.perform { [clock] db in
            try ids.map { try JobTables.cancel($0, at: clock.now, in: db) }
        }
        // The turn of a job that comes next, in order.
        work.signal()
        return cancelled
    }

    public func requeue(_ ids: [JobID]) async throws -> [Bool] {
        let requeued = try await commits.perform { [clock] db in
            try ids.map { try JobTables.requeue($0, at: clock.now, in: db) }
        }
        work.signal()
        return requeued
    }

    public func delete(_ ids: [JobID]) async throws -> [Bool] {
        let deleted = try await commits.perform { [clock] db in
            try ids.map { try JobTables.delete($0, at: clock.now, in: db) }
        }
        work.signal()
        return deleted
    }

    public func setSchedule(_ schedule: StoredSchedule) async throws {
        try await commits.perform { db in try JobTables.setSchedule(schedule, in: db) }
    }

    public func schedules() async throws -> [StoredSchedule] {
        try await pool.read { db in try JobTables.schedules(db) }
    }

    public func removeSchedule(_ name: String) async throws -> Bool {
        try await commits.perform { db in try JobTables.removeSchedule(name, in: db) }
    }

    public func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws
        -> [EnqueueOutcome]?
    {
        let outcomes: [EnqueueOutcome]? = try await commits.perform { [clock] db in
            let now = clock.now
            guard try JobTables.advance(schedule, from: Timestamp(time), in: db) else { return nil }
            return try entries.map { try JobTables.enqueue($0, at: now, in: db) }
        }
        if outcomes != nil { work.signal() }
        return outcomes
    }
}

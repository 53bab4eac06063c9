import Foundation
import Synchronization
import ThroughlineJobs

/// A broker whose claims and settlements fail when they are told to.
final class FlakyBroker: Broker {
    private let broker = InMemoryBroker()
    private let failures = Mutex(0)

    struct Failure: Error {}

    func fail(next count: Int) { failures.withLock { $0 = count } }

    private func mayFail() throws {
        let fails = failures.withLock { failures in
            defer { failures = max(0, failures - 1) }
            return failures > 0
        }
        if fails { throw Failure() }
    }

    let kind = "flaky"
    var now: Date { broker.now }

    func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] {
        try mayFail()
        return try await broker.claim(request)
    }

    func settle(_ settlements: [Settlement]) async throws -> [Bool] {
        try mayFail()
        return try await broker.settle(settlements)
    }

    func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] { try await broker.enqueue(entries) }
    func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        try await broker.extend(claims, lease: lease)
    }
    func rescue(limit: Int) async throws -> [RescuedEntry] { try await broker.rescue(limit: limit) }
    func nextStart(in queues: [String]) async throws -> Date? { try await broker.nextStart(in: queues) }
    func workNumber() -> UInt64 { broker.workNumber() }
    func waitForWork(since number: UInt64, timeout: Duration) async {
        await broker.waitForWork(since: number, timeout: timeout)
    }
    func purge(limit: Int) async throws -> Int { try await broker.purge(limit: limit) }
    func statistics() async throws -> [QueueStatistics] { try await broker.statistics() }
    func setPaused(_ isPaused: Bool, queue: String) async throws { try await broker.setPaused(isPaused, queue: queue) }
    func setLimit(_ limit: Int?, queue: String) async throws { try await broker.setLimit(limit, queue: queue) }
    func entry(_ id: JobID) async throws -> StoredJob? { try await broker.entry(id) }
    func entries(_ filter: EntryFilter) async throws -> [StoredJob] { try await broker.entries(filter) }
    func counts(_ filter: EntryFilter) async throws -> [JobState: Int] { try await broker.counts(filter) }
    func cancel(_ ids: [JobID]) async throws -> [Bool] { try await broker.cancel(ids) }
    func requeue(_ ids: [JobID]) async throws -> [Bool] { try await broker.requeue(ids) }
    func delete(_ ids: [JobID]) async throws -> [Bool] { try await broker.delete(ids) }
    func setSchedule(_ schedule: StoredSchedule) async throws { try await broker.setSchedule(schedule) }
    func schedules() async throws -> [StoredSchedule] { try await broker.schedules() }
    func removeSchedule(_ name: String) async throws -> Bool { try await broker.removeSchedule(name) }
    func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws -> Bool {
        try await broker.fire(schedule, for: time, entries: entries)
    }
}

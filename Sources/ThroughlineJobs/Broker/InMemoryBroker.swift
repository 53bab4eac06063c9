public import Foundation
import Synchronization

/// A broker that forgets everything when the process ends: for tests.
public final class InMemoryBroker: Broker {
    public let kind = "memory"
    private let clock: @Sendable () -> Date
    private let work = WorkSignal()
    private let store = Mutex(InMemoryStore())

    /// - Parameter clock: What time it is.
    public init(clock: @escaping @Sendable () -> Date = { Date() }) {
        self.clock = clock
    }

    public var now: Date { clock() }

    public func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        let now = now
        let outcomes = try store.withLock { store in
            let ids = Set(entries.map(\.id))
            guard ids.count == entries.count, !store.jobs.contains(where: { ids.contains($0.entry.id) }) else {
                throw UnstorableError(DuplicateID())
            }
            return entries.map { store.enqueue($0, at: now) }
        }
        work.signal()
        return outcomes
    }

    public func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] {
        let now = now
        return store.withLock { $0.claim(request, at: now) }
    }

    public func settle(_ settlements: [Settlement]) async throws -> [SettlementResult] {
        let now = now
        let settled = store.withLock { store in settlements.map { store.settle($0, at: now) } }
        work.signal()
        return settled
    }

    public func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        let end = now.advanced(by: lease)
        return store.withLock { store in claims.map { store.extend($0, to: end) } }
    }

    public func rescue(_ request: RescueRequest) async throws -> [RescuedEntry] {
        let now = now
        return store.withLock { $0.rescue(request, at: now) }
    }

    public func nextStart(in queues: [String]) async throws -> Date? {
        store.withLock { store in
            store.jobs.filter { $0.entry.state == .scheduled && queues.contains($0.entry.queue) }.map(\.entry.due).min()
        }
    }

    public func workNumber() -> UInt64 { work.number }

    public func waitForWork(since number: UInt64, timeout: Duration) async {
        await work.wait(since: number, timeout: timeout)
    }

    public func purge(limit: Int, deadLetterAge: Duration?, queues: [String]?) async throws -> Int {
        let now = now
        return store.withLock { $0.purge(limit: limit, deadLetterAge: deadLetterAge, queues: queues, at: now) }
    }

    public func statistics() async throws -> [QueueStatistics] {
        store.withLock { $0.statistics() }
    }

    public func setPaused(_ isPaused: Bool, queue: String) async throws {
        store.withLock { $0.queues[queue, default: QueueStatistics(queue: queue)].isPaused = isPaused }
        work.signal()
    }

    public func setClosed(_ isClosed: Bool, queue: String) async throws {
        store.withLock { $0.queues[queue, default: QueueStatistics(queue: queue)].isClosed = isClosed }
    }

    public func isClosed(_ queue: String) async throws -> Bool {
        store.withLock { $0.queues[queue]?.isClosed ?? false }
    }

    public func setLimit(_ limit: Int?, queue: String) async throws {
        store.withLock { $0.queues[queue, default: QueueStatistics(queue: queue)].limit = limit }
        work.signal()
    }

    public func entry(_ id: JobID) async throws -> StoredJob? {
        store.withLock { store in store.jobs.first { $0.entry.id == id }?.entry }
    }

    public func entries(_ filter: EntryFilter) async throws -> [StoredJob] {
        store.withLock { Array($0.entries(filter).prefix(max(0, filter.limit))) }
    }

    public func counts(_ filter: EntryFilter) async throws -> [JobState: Int] {
        store.withLock { store in
            store.entries(filter).reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
        }
    }

    public func cancel(_ ids: [JobID]) async throws -> [Bool] {
        let now = now
        let cancelled = store.withLock { store in ids.map { store.cancel($0, at: now) } }
        work.signal()
        return cancelled
    }

    public func requeue(_ ids: [JobID]) async throws -> [Bool] {
        let now = now
        let requeued = store.withLock { store in ids.map { store.requeue($0, at: now) } }
        work.signal()
        return requeued
    }

    public func delete(_ ids: [JobID]) async throws -> [Bool] {
        let now = now
        let deleted = store.withLock { store in ids.map { store.delete($0, at: now) } }
        work.signal()
        return deleted
    }

    public func report(_ worker: WorkerReport) async throws {
        let oldest = now.addingTimeInterval(-WorkerReport.lifetime)
        store.withLock { store in
            store.workers[worker.name] = worker
            store.workers = store.workers.filter { $0.value.seen >= oldest }
        }
    }

    public func workers() async throws -> [WorkerReport] {
        store.withLock { $0.workers.values.sorted { $0.name < $1.name } }
    }

    public func setSchedule(_ schedule: StoredSchedule) async throws {
        store.withLock { $0.schedules[schedule.name] = schedule }
    }

    public func schedules() async throws -> [StoredSchedule] {
        store.withLock { $0.schedules.values.sorted { $0.name < $1.name } }
    }

    public func removeSchedule(_ name: String) async throws -> Bool {
        store.withLock { $0.schedules.removeValue(forKey: name) != nil }
    }

    public func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws
        -> [EnqueueOutcome]?
    {
        let now = now
        let outcomes: [EnqueueOutcome]? = store.withLock { store in
            guard store.schedules[schedule.name]?.next == time else { return nil }
            store.schedules[schedule.name] = schedule
            return entries.map { store.enqueue($0, at: now) }
        }
        if outcomes != nil { work.signal() }
        return outcomes
    }
}

/// A job of that id is there already.
private struct DuplicateID: Error {}

extension Date {
    /// This time and a while, exact to what a `Date` can hold.
    func advanced(by duration: Duration) -> Date { addingTimeInterval(duration / .seconds(1)) }
}

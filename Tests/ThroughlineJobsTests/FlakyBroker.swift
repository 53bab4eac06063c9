import Foundation
import Synchronization
import TestSupport
import ThroughlineJobs

/// A broker as a worker sees it that is out of luck: its calls fail, or take as long as the test likes.
final class FlakyBroker: Broker {
    private let broker: any Broker
    private let state = Mutex(State())
    private let extensions = AsyncStream.makeStream(of: Void.self)
    private let failures = AsyncStream.makeStream(of: String.self)

    private struct State {
        var failures = 0
        var failsToExtend = false
        var thaw: Signal?
        var refusal: (@Sendable (Settlement) -> (any Error)?)?
    }

    struct Failure: Error {}

    init(_ broker: any Broker = InMemoryBroker()) {
        self.broker = broker
    }

    /// Lets the next claims and settlements fail.
    func fail(next count: Int) { state.withLock { $0.failures = count } }

    /// Lets signs of life fail, until that is undone.
    func failToExtend(_ fails: Bool) { state.withLock { $0.failsToExtend = fails } }

    /// Refuses settlements.
    func refuse(_ refusal: @escaping @Sendable (Settlement) -> (any Error)?) {
        state.withLock { $0.refusal = refusal }
    }

    /// Lets every call wait, as in a process that is stopped, until ``thaw()``.
    func freeze() { state.withLock { $0.thaw = Signal() } }

    func thaw() {
        state.withLock { state in
            defer { state.thaw = nil }
            return state.thaw
        }?.send()
    }

    /// Waits for the next sign of life.
    func nextExtension() async { for await _ in extensions.stream { return } }

    /// Waits for the next claim or settlement that the broker itself refuses.
    func nextFailure() async -> String? {
        for await failure in failures.stream { return failure }
        return nil
    }

    private func mayFail() async throws {
        await mayFreeze()
        let fails = state.withLock { state in
            defer { state.failures = max(0, state.failures - 1) }
            return state.failures > 0
        }
        if fails { throw Failure() }
    }

    private func mayFreeze() async { await state.withLock { $0.thaw }?.wait() }

    let kind = "flaky"
    var now: Date { broker.now }

    func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] {
        try await mayFail()
        return try await broker.claim(request)
    }

    func settle(_ settlements: [Settlement]) async throws -> [SettlementResult] {
        try await mayFail()
        if let refusal = state.withLock({ $0.refusal }), let error = settlements.lazy.compactMap(refusal).first {
            throw error
        }
        do {
            return try await broker.settle(settlements)
        } catch {
            failures.continuation.yield("\(error)")
            throw error
        }
    }

    func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        await mayFreeze()
        if state.withLock({ $0.failsToExtend }) { throw Failure() }
        let states = try await broker.extend(claims, lease: lease)
        extensions.continuation.yield()
        return states
    }

    func rescue(_ request: RescueRequest) async throws -> [RescuedEntry] {
        await mayFreeze()
        return try await broker.rescue(request)
    }

    func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] { try await broker.enqueue(entries) }
    func nextStart(in queues: [String]) async throws -> Date? { try await broker.nextStart(in: queues) }
    func workNumber() -> UInt64 { broker.workNumber() }
    func waitForWork(since number: UInt64, timeout: Duration) async {
        await broker.waitForWork(since: number, timeout: timeout)
    }
    func purge(limit: Int, deadLetterAge: Duration?, queues: [String]?) async throws -> Int {
        try await broker.purge(limit: limit, deadLetterAge: deadLetterAge, queues: queues)
    }
    func statistics() async throws -> [QueueStatistics] { try await broker.statistics() }
    func setPaused(_ isPaused: Bool, queue: String) async throws { try await broker.setPaused(isPaused, queue: queue) }
    func setClosed(_ isClosed: Bool, queue: String) async throws { try await broker.setClosed(isClosed, queue: queue) }
    func isClosed(_ queue: String) async throws -> Bool { try await broker.isClosed(queue) }
    func setLimit(_ limit: Int?, queue: String) async throws { try await broker.setLimit(limit, queue: queue) }
    func entry(_ id: JobID) async throws -> StoredJob? { try await broker.entry(id) }
    func entries(_ filter: EntryFilter) async throws -> [StoredJob] { try await broker.entries(filter) }
    func counts(_ filter: EntryFilter) async throws -> [JobState: Int] { try await broker.counts(filter) }
    func cancel(_ ids: [JobID]) async throws -> [Bool] { try await broker.cancel(ids) }
    func requeue(_ ids: [JobID]) async throws -> [Bool] { try await broker.requeue(ids) }
    func delete(_ ids: [JobID]) async throws -> [Bool] { try await broker.delete(ids) }
    func report(_ worker: WorkerReport) async throws { try await broker.report(worker) }
    func workers() async throws -> [WorkerReport] { try await broker.workers() }
    func setSchedule(_ schedule: StoredSchedule) async throws { try await broker.setSchedule(schedule) }
    func schedules() async throws -> [StoredSchedule] { try await broker.schedules() }
    func removeSchedule(_ name: String) async throws -> Bool { try await broker.removeSchedule(name) }
    func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws -> [EnqueueOutcome]? {
        try await broker.fire(schedule, for: time, entries: entries)
    }
}

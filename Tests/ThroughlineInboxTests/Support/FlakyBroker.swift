import Foundation
import Synchronization
import ThroughlineInbox

/// A broker that fails at one kind of call, as long as the test likes.
final class FlakyBroker: Broker {
    enum Call { case enqueue, look, settle }

    struct Failure: Error {}

    private let broker: any Broker
    private let failing = Mutex<Call?>(nil)

    init(_ broker: any Broker) {
        self.broker = broker
    }

    func fail(_ call: Call?) { failing.withLock { $0 = call } }

    private func mayFail(_ call: Call) throws {
        if failing.withLock({ $0 == call }) { throw Failure() }
    }

    let kind = "flaky"
    var now: Date { broker.now }

    func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome] {
        try mayFail(.enqueue)
        return try await broker.enqueue(entries)
    }

    func isClosed(_ queue: String) async throws -> Bool {
        try mayFail(.look)
        return try await broker.isClosed(queue)
    }

    func settle(_ settlements: [Settlement]) async throws -> [SettlementResult] {
        try mayFail(.settle)
        return try await broker.settle(settlements)
    }

    func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry] { try await broker.claim(request) }
    func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState] {
        try await broker.extend(claims, lease: lease)
    }
    func rescue(_ request: RescueRequest) async throws -> [RescuedEntry] { try await broker.rescue(request) }
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

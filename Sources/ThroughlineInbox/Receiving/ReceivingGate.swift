import Synchronization
import ThroughlineJobs

/// Whether a route accepts requests: not while it is paused, and not while too much waits.
///
/// The broker is asked now and then; in between, what this process has accepted is counted. So a request costs no query, and the
/// limit is kept about, which several processes that receive could not do otherwise.
final class ReceivingGate: Sendable {
    let capacity: Int
    private let queue: String
    private let broker: any Broker
    private let state = Mutex(State())

    private struct State {
        var isClosed = false
        var waiting = 0
        var looked: ContinuousClock.Instant?
        var isLooking = false
    }

    init(_ queue: String, of broker: any Broker, capacity: Int) {
        self.queue = queue
        self.broker = broker
        self.capacity = max(0, capacity)
    }

    /// - Throws: ``Refusal/full``, ``Refusal/paused``, ``Refusal/unavailable``.
    func pass() async throws(Refusal) {
        if mustLook() { try await look() }
        let (isClosed, waiting) = state.withLock { ($0.isClosed, $0.waiting) }
        if isClosed { throw .paused }
        if waiting >= capacity { throw .full }
    }

    /// One more waits.
    func add() { state.withLock { $0.waiting += 1 } }

    /// What is known may be wrong: somebody has changed it.
    func forget() { state.withLock { $0.looked = nil } }

    /// One request looks, and those that come meanwhile go by what is known.
    private func mustLook() -> Bool {
        state.withLock { state in
            guard let looked = state.looked else {
                state.isLooking = true
                return true
            }
            let age = ContinuousClock.now - looked
            let isShut = state.isClosed || state.waiting >= capacity
            guard !state.isLooking, age > (isShut ? lookIntervalWhenShut : lookInterval) else { return false }
            state.isLooking = true
            return true
        }
    }

    private func look() async throws(Refusal) {
        do {
            let isClosed = try await broker.isClosed(queue)
            let waiting = try await broker.counts(EntryFilter(queue: queue, states: JobState.unended)).values.reduce(
                0,
                +
            )
            state.withLock { state in
                state = State(isClosed: isClosed, waiting: waiting, looked: .now)
            }
        } catch {
            state.withLock { $0.isLooking = false }
            throw .unavailable
        }
    }
}

extension JobState {
    static let unended: Set<JobState> = [.blocked, .scheduled, .ready, .running]
}

/// How old may be what is known.
private let lookInterval = Duration.milliseconds(500)
private let lookIntervalWhenShut = Duration.milliseconds(50)

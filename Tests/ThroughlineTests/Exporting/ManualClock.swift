import Synchronization

/// A clock that a test moves. Short sleeps are over at once, and move it by their duration; longer ones wait for
/// ``advance(by:)``.
final class ManualClock: Clock {
    typealias Duration = Swift.Duration

    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let id: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var pauses: [Duration] = []
        var sleepers: [Sleeper] = []
        var nextSleeper = 0

        mutating func takeOverdue() -> [Sleeper] {
            let overdue = sleepers.filter { $0.deadline <= now }
            sleepers.removeAll { $0.deadline <= now }
            return overdue
        }
    }

    private let state = Mutex(State())
    private let changes = Changes()
    private let shortest: Duration

    /// - Parameter shortest: The shortest sleep that waits.
    init(waitingFrom shortest: Duration) {
        self.shortest = shortest
    }

    var now: Instant { state.withLock { $0.now } }

    let minimumResolution = Duration.nanoseconds(1)

    /// The sleeps that were over at once.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    /// Returns when somebody sleeps who waits for ``advance(by:)``.
    func hasSleeper() async {
        await changes.wait { self.state.withLock { !$0.sleepers.isEmpty } }
    }

    func advance(by duration: Duration) {
        let overdue = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            return state.takeOverdue()
        }
        for sleeper in overdue { sleeper.continuation.resume() }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            defer { state.nextSleeper += 1 }
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                start(Sleeper(id: id, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func start(_ sleeper: Sleeper) {
        let outcome: Result<[Sleeper], any Error> = state.withLock { state in
            if Task.isCancelled { return .failure(CancellationError()) }
            state.sleepers.append(sleeper)
            let duration = state.now.duration(to: sleeper.deadline)
            if duration < shortest {
                state.pauses.append(duration)
                state.now = max(state.now, sleeper.deadline)
            }
            return .success(state.takeOverdue())
        }
        changes.signal()
        switch outcome {
        case .success(let overdue): for sleeper in overdue { sleeper.continuation.resume() }
        case .failure(let error): sleeper.continuation.resume(throwing: error)
        }
    }
}

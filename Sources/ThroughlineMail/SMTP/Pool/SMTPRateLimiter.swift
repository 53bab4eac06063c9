import Synchronization

/// Lets so many mails through in a time.
///
/// It is the generic cell rate algorithm: each mail has a time of its own, one interval after that of the mail before, and
/// may come before it by as much as the other mails of one period take. Times are given out in the order of asking; one that is
/// given back goes to whoever asks next.
final class SMTPRateLimiter: Sendable {
    private let state: Mutex<State>

    private struct State {
        var schedule: Schedule
        /// Those who sleep until their time.
        var sleeping: [Int: Task<Void, any Error>] = [:]
        var lastID = 0
        var isShutDown = false
    }

    init(_ limit: SMTPRateLimit) {
        state = Mutex(State(schedule: Schedule(limit)))
    }

    /// Waits for the next mail's time.
    ///
    /// - Parameter onSleep: Is told of the sleep, if there is one: its cancellation ends the wait.
    /// - Returns: The turn, which can be given back if no mail is sent.
    /// - Throws: `CancellationError`, or ``MailError/shutDown`` if it was not this task that was cancelled; the time is given
    ///   back then.
    func take(onSleep: (Task<Void, any Error>) -> Void = { _ in }) async throws -> Turn {
        let turn = state.withLock { $0.schedule.reserve(at: .now) }
        guard turn.wait > .zero else { return turn }
        let sleep = Task { try await Task.sleep(for: turn.wait) }
        let id = state.withLock { state in
            state.lastID += 1
            state.sleeping[state.lastID] = sleep
            if state.isShutDown { sleep.cancel() }
            return state.lastID
        }
        defer { state.withLock { $0.sleeping[id] = nil } }
        onSleep(sleep)
        do {
            try await withTaskCancellationHandler {
                try await sleep.value
            } onCancel: {
                sleep.cancel()
            }
        } catch {
            giveBack(turn)
            throw Task.isCancelled ? CancellationError() : MailError.shutDown
        }
        return turn
    }

    /// How many sleep.
    var waiting: Int { state.withLock(\.sleeping.count) }

    /// Gives a turn back in which no mail was sent.
    func giveBack(_ turn: Turn) {
        state.withLock { $0.schedule.giveBack(turn) }
    }

    /// Nobody sleeps any longer.
    func shutDown() {
        let sleeping = state.withLock { state in
            state.isShutDown = true
            return Array(state.sleeping.values)
        }
        for sleep in sleeping { sleep.cancel() }
    }

    /// When a mail may be sent.
    struct Turn {
        fileprivate let time: ContinuousClock.Instant
        /// How long it is until then.
        let wait: Duration
    }

    struct Schedule {
        private let interval: Duration
        private let burst: Duration
        /// The time of the next mail.
        private var next: ContinuousClock.Instant?
        /// Times before that one that were given back, the earliest first.
        private var returned: [ContinuousClock.Instant] = []

        init(_ limit: SMTPRateLimit) {
            let messages = max(limit.messages, 1)
            interval = max(limit.period, .zero) / messages
            burst = interval * (messages - 1)
        }

        /// Reserves the next mail's time.
        mutating func reserve(at now: ContinuousClock.Instant) -> Turn {
            // One that has passed is gone: idleness earns no more than one period's mails.
            returned.removeFirst(returned.prefix { $0 < now }.count)
            let time: ContinuousClock.Instant
            if returned.isEmpty {
                time = max(next ?? now, now)
                next = time + interval
            } else {
                time = returned.removeFirst()
            }
            return Turn(time: time, wait: max(time - burst - now, .zero))
        }

        /// Gives a time back that was not used.
        mutating func giveBack(_ turn: Turn) {
            guard turn.time + interval == next else {
                returned.insert(turn.time, at: returned.firstIndex { $0 > turn.time } ?? returned.endIndex)
                return
            }
            next = turn.time
            while let last = returned.last, last + interval == next {
                next = last
                returned.removeLast()
            }
        }
    }
}

import Synchronization

/// Lets so many mails through in a time, in the order of asking.
///
/// It is the generic cell rate algorithm: each mail has a time of its own, one interval after that of the mail before, and
/// may come before it by as much as the other mails of one period take.
final class SMTPRateLimiter: Sendable {
    private let state: Mutex<Schedule>

    init(_ limit: SMTPRateLimit) {
        state = Mutex(Schedule(limit))
    }

    /// Waits for the next mail's time.
    /// - Throws: `CancellationError`; the time goes to the next mail then, where that is still possible.
    func take() async throws {
        let wait = state.withLock { $0.reserve(at: .now) }
        guard wait > .zero else { return }
        do {
            try await Task.sleep(for: wait)
        } catch {
            state.withLock { $0.release() }
            throw error
        }
    }

    struct Schedule {
        private let interval: Duration
        private let burst: Duration
        /// The time of the next mail.
        private var next: ContinuousClock.Instant?

        init(_ limit: SMTPRateLimit) {
            let messages = max(limit.messages, 1)
            interval = max(limit.period, .zero) / messages
            burst = interval * (messages - 1)
        }

        /// Reserves the next mail's time.
        /// - Returns: How long it is until then.
        mutating func reserve(at now: ContinuousClock.Instant) -> Duration {
            let time = max(next ?? now, now)
            next = time + interval
            return max(time - burst - now, .zero)
        }

        /// Gives a time back that was not used.
        mutating func release() {
            next = next.map { $0 - interval }
        }
    }
}

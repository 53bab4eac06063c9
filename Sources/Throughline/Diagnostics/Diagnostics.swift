import Logging
import Synchronization

/// What the SDK says about itself: each thing once a period, however often it happens.
struct Diagnostics: Sendable {
    private let logger: Logger
    private let period: Duration
    private let clock = ContinuousClock()
    private let lastSaid = Registry()

    /// - Parameters:
    ///   - logger: Where messages go.
    ///   - period: How long a message with the same topic is held back after it was said.
    init(logger: Logger, period: Duration = .seconds(60)) {
        self.logger = logger
        self.period = period
    }

    /// Says that something is wrong, or nothing if the same was said a short while ago.
    ///
    /// - Parameters:
    ///   - topic: What is wrong, of low cardinality: messages of one topic count as the same.
    ///   - message: The text: what happened, and what to do. Never a secret.
    /// - Returns: Whether it was said.
    @discardableResult
    func warning(_ topic: String, _ message: @autoclosure () -> String) -> Bool {
        guard let repeats = lastSaid.enter(topic, at: clock.now, period: period) else { return false }
        let text = message()
        let line = repeats == 0 ? text : "\(text) (\(repeats) more since this was last said)"
        OwnActivity.$isCurrent.withValue(true) { logger.warning("\(line)") }
        return true
    }

    /// Says what is wrong with the settings.
    func say(_ warnings: [ConfigurationWarning]) {
        OwnActivity.$isCurrent.withValue(true) {
            for warning in warnings { logger.log(level: warning.isError ? .error : .warning, "\(warning)") }
        }
    }

    private final class Registry: Sendable {
        private struct Entry {
            var saidAt: ContinuousClock.Instant
            var heldBack = 0
        }

        private let entries = Mutex<[String: Entry]>([:])

        /// How often the topic was held back since it was last said, or `nil` to hold it back now.
        func enter(_ topic: String, at now: ContinuousClock.Instant, period: Duration) -> Int? {
            entries.withLock { entries in
                if var entry = entries[topic], entry.saidAt.duration(to: now) < period {
                    entry.heldBack += 1
                    entries[topic] = entry
                    return nil
                }
                if entries.count >= 256 { entries.removeAll() }  // topics are few; never grow without bound
                return (entries.updateValue(Entry(saidAt: now), forKey: topic)?.heldBack) ?? 0
            }
        }
    }
}

/// How often a job is attempted, and how long it waits in between.
///
/// The delay grows by ``factor`` from attempt to attempt, up to ``longestDelay``. ``jitter`` is the share of it that is left
/// to chance, so that jobs that failed together are not tried again together.
public struct RetryPolicy: Hashable, Sendable, Codable {
    /// How many attempts there are in all, the first one included. Those count that a worker died in.
    public var limit: Int
    public var firstDelay: Duration
    public var factor: Double
    public var longestDelay: Duration
    /// From 0, none, to 1, anything between no delay and the full one.
    public var jitter: Double

    public init(limit: Int, firstDelay: Duration, factor: Double, longestDelay: Duration, jitter: Double) {
        self.limit = limit
        self.firstDelay = firstDelay
        self.factor = factor
        self.longestDelay = longestDelay
        self.jitter = jitter
    }

    /// Ten attempts, within a quarter of an hour or so: after 2, 4, 8 … seconds.
    public static let standard = RetryPolicy.exponential()
    /// One attempt.
    public static let never = RetryPolicy.constant(.zero, limit: 1)

    /// A delay that grows.
    public static func exponential(
        limit: Int = 10,
        from firstDelay: Duration = .seconds(2),
        factor: Double = 2,
        upTo longestDelay: Duration = .seconds(3600),
        jitter: Double = 0.25
    ) -> RetryPolicy {
        RetryPolicy(limit: limit, firstDelay: firstDelay, factor: factor, longestDelay: longestDelay, jitter: jitter)
    }

    /// The same delay each time.
    public static func constant(_ delay: Duration, limit: Int, jitter: Double = 0) -> RetryPolicy {
        RetryPolicy(limit: limit, firstDelay: delay, factor: 1, longestDelay: delay, jitter: jitter)
    }

    /// How long to wait when an attempt has failed: never negative, and never longer than ``longestDelay``.
    ///
    /// - Parameter attempt: The attempt that failed, from 1.
    public func delay(after attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let longest = Self.seconds(longestDelay)
        let grown = Self.seconds(firstDelay) * Self.power(factor, max(attempt, 1) - 1)
        // Not a number where a factor of infinity meets a delay of none.
        let full = grown.isNaN ? longest : min(grown, longest)
        let share = jitter.isNaN ? 0 : min(max(jitter, 0), 1)
        return .seconds(full * (1 - share * Double.random(in: 0...1, using: &generator)))
    }

    /// Up to 30,000 years: what is near the end of a `Duration` cannot be calculated with.
    private static func seconds(_ duration: Duration) -> Double { min(max(0, duration / .seconds(1)), 1e12) }

    private static func power(_ factor: Double, _ exponent: Int) -> Double {
        guard factor.isFinite, factor > 0 else { return 1 }
        var result = 1.0
        for _ in 0..<min(exponent, 2_000) { result *= factor }
        return result
    }
}

/// When, and how often, a request that did not arrive is sent again.
///
/// The pause before an attempt is drawn evenly between nothing and a bound that grows with each attempt ("full jitter"),
/// so that many clients of a collector that comes back do not come back together. What the collector asks for in
/// `Retry-After` is the least that is waited.
///
/// Source: [OTLP/HTTP response, retryable response codes and throttling](https://opentelemetry.io/docs/specs/otlp/#otlphttp-response).
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent at most, the first time included. 1 never sends again.
    public var maxAttempts: Int = 5

    /// The bound of the pause before the second attempt.
    public var initialBackoff: Duration = .seconds(1)

    /// The bound that no pause exceeds, except when the collector asks for more.
    public var maxBackoff: Duration = .seconds(5)

    /// What the bound is multiplied with from attempt to attempt.
    public var multiplier: Double = 1.5

    /// Five attempts, with bounds from 1 to 5 seconds.
    public init() {}

    /// The longest pause that a collector can ask for. A mistaken one must not silence the telemetry for ever.
    static let longestRetryAfter = Duration.seconds(300)

    /// How long to wait.
    ///
    /// - Parameters:
    ///   - attempt: The number of attempts so far, from 1.
    ///   - jitter: A random number from 0 to 1.
    ///   - retryAfter: What the collector asked for.
    func pause(afterAttempt attempt: Int, jitter: Double, retryAfter: Duration?) -> Duration {
        var bound = initialBackoff
        var earlier = 1
        while earlier < attempt, bound < maxBackoff, multiplier > 1 {
            bound = bound * multiplier
            earlier += 1
        }
        let backoff = min(bound, maxBackoff) * jitter
        return max(backoff, min(retryAfter ?? .zero, Self.longestRetryAfter))
    }
}

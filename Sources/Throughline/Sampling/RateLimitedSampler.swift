import Synchronization

/// Samples so many spans a second at most, as they come. Beneath ``ParentBasedSampler`` these are traces.
///
/// A second's worth can come at once. Which ones they are is chance, so that no service can know what another one samples.
public final class RateLimitedSampler: Sampler, TraceOnlySampler {
    /// How many spans a second are sampled at most.
    public let perSecond: Double

    private struct Budget {
        var spans: Double
        /// Nanoseconds of the monotonic clock.
        var time: UInt64
    }

    private let most: Double
    private let now: @Sendable () -> UInt64
    private let budget: Mutex<Budget>

    /// - Parameter perSecond: How many spans a second are sampled at most; what is negative, or not a number, is none.
    public convenience init(perSecond: Double) {
        self.init(perSecond: perSecond, now: Clocks.monotonic)
    }

    /// - Parameter now: The nanoseconds of a clock that only goes forward.
    init(perSecond: Double, now: @escaping @Sendable () -> UInt64) {
        self.perSecond = perSecond > 0 ? perSecond : 0
        // Less than one a second is still one from time to time.
        most = self.perSecond > 0 ? max(self.perSecond, 1) : 0
        self.now = now
        budget = Mutex(Budget(spans: most, time: now()))
    }

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        SamplingResult(takesOne() ? .recordAndSample : .drop)
    }

    func decision(parent: SpanContext?, traceID: TraceID) -> SamplingResult.Decision? {
        takesOne() ? .recordAndSample : .drop
    }

    private func takesOne() -> Bool {
        let now = now()
        return budget.withLock { budget in
            if now > budget.time {
                budget.spans = min(most, budget.spans + Double(now - budget.time) / 1e9 * perSecond)
                budget.time = now
            }
            guard budget.spans >= 1 else { return false }
            budget.spans -= 1
            return true
        }
    }

    public var description: String { "RateLimited{\(perSecond)/s}" }
}

extension Sampler where Self == RateLimitedSampler {
    /// Samples so many spans a second at most.
    public static func rateLimited(perSecond: Double) -> Self { RateLimitedSampler(perSecond: perSecond) }
}

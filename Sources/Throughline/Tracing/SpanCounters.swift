/// Counts the spans that are started, without a cache line that threads share.
final class SpanCounters: Sendable {
    private let recorded = StripedCounter()
    private let dropped = StripedCounter()

    @inline(__always)
    func started(_ decision: SamplingResult.Decision) {
        (decision == .drop ? dropped : recorded).increment()
    }

    /// Spans that the sampler chose to record.
    var recordedCount: Int { recorded.value }
    /// Spans that the sampler dropped.
    var droppedCount: Int { dropped.value }
}

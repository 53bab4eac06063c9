/// Counts spans, without a cache line that threads share.
final class SpanCounters: Sendable {
    /// Where a span's parent is.
    enum ParentOrigin: Int, CaseIterable {
        case none
        case local
        case remote

        @inline(__always)
        init(_ parent: SpanContext?) {
            self = parent.map { $0.isRemote ? .remote : .local } ?? .none
        }
    }

    private let started = StripedCounter()
    private let ended = StripedCounter()

    @inline(__always)
    func started(_ decision: SamplingResult.Decision, parent: SpanContext?) {
        started.increment(Self.slot(decision, ParentOrigin(parent)))
    }

    /// Only where somebody wants to know how many spans are live.
    func ended(isSampled: Bool) {
        ended.increment(isSampled ? 1 : 0)
    }

    /// Spans that were started.
    func startedCount(_ decision: SamplingResult.Decision, _ origin: ParentOrigin) -> Int {
        started.value(Self.slot(decision, origin))
    }

    /// Spans that were started, wherever their parents are.
    func startedCount(_ decision: SamplingResult.Decision) -> Int {
        ParentOrigin.allCases.reduce(0) { $0 + startedCount(decision, $1) }
    }

    /// Recorded spans that have ended, as far as that is counted.
    func endedCount(isSampled: Bool) -> Int { ended.value(isSampled ? 1 : 0) }

    /// Spans that the sampler chose to record.
    var recordedCount: Int { startedCount(.recordOnly) + startedCount(.recordAndSample) }
    /// Spans that the sampler dropped.
    var droppedCount: Int { startedCount(.drop) }

    @inline(__always)
    private static func slot(_ decision: SamplingResult.Decision, _ origin: ParentOrigin) -> Int {
        let row =
            switch decision {
            case .drop: 0
            case .recordOnly: 1
            case .recordAndSample: 2
            }
        return row &* 4 &+ origin.rawValue
    }
}

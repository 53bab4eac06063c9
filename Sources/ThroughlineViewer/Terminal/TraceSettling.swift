/// Decides when a trace has been quiet for long enough to be shown.
///
/// It knows neither a clock nor a store: it is told what came when, and says what is due.
struct TraceSettling<Instant: InstantProtocol> where Instant.Duration == Duration {
    /// How long no span must have come to a trace of which nothing is missing.
    let quietPeriod: Duration
    /// How long no span must have come to a trace that lacks its root, or another span's parent.
    let incompletePeriod: Duration

    private var deadlines: [Trace.ID: Instant] = [:]

    init(quietPeriod: Duration, incompletePeriod: Duration) {
        self.quietPeriod = quietPeriod
        self.incompletePeriod = incompletePeriod
    }

    /// When the next trace may be due; `nil` when none is waited for.
    var nextDeadline: Instant? {
        deadlines.values.min()
    }

    /// A trace has changed.
    mutating func change(_ id: Trace.ID, isComplete: Bool, at now: Instant) {
        deadlines[id] = now.advanced(by: isComplete ? quietPeriod : incompletePeriod)
    }

    /// Takes the traces that are due, the one that was quiet first before the others.
    mutating func takeDue(at now: Instant) -> [Trace.ID] {
        take { $0 <= now }
    }

    /// Takes all traces that are waited for.
    mutating func takeAll() -> [Trace.ID] {
        take { _ in true }
    }

    private mutating func take(where isDue: (Instant) -> Bool) -> [Trace.ID] {
        let due = deadlines.filter { isDue($0.value) }.sorted { ($0.value, $0.key.hex) < ($1.value, $1.key.hex) }
        for (id, _) in due { deadlines[id] = nil }
        return due.map(\.key)
    }
}

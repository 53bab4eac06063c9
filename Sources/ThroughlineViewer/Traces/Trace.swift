/// One trace as far as it has arrived: the spans of all services that share a trace id.
///
/// A trace has no end that a receiver could know of. What is here is a value that does not change; ask the
/// ``TelemetryStore`` again for what has come since.
public struct Trace: Sendable, Identifiable {
    /// The trace id that all spans share.
    public let id: ID

    /// The spans, in the order in which they first arrived.
    public let spans: [Span]

    /// The log records that belong to the trace, in the order in which they arrived.
    public let logs: [LogEntry]

    public init(id: ID, spans: [Span], logs: [LogEntry] = []) {
        self.id = id
        self.spans = spans
        self.logs = logs
    }

    /// The log records that were written in a span, in the order in which they arrived.
    public func logs(of span: Span.ID) -> [LogEntry] {
        logs.filter { $0.spanID == span }
    }

    /// When the earliest span began: nanoseconds since 1970-01-01T00:00:00Z, 0 if no span says.
    public var startTimeUnixNano: UInt64 {
        spans.lazy.map(\.startTimeUnixNano).filter { $0 > 0 }.min() ?? 0
    }

    /// When the latest span ended: nanoseconds since 1970-01-01T00:00:00Z; never before the start.
    public var endTimeUnixNano: UInt64 {
        max(startTimeUnixNano, spans.lazy.map(\.endTimeUnixNano).max() ?? 0)
    }

    /// The time between the start of the earliest span and the end of the latest, in nanoseconds.
    public var durationNanoseconds: UInt64 {
        endTimeUnixNano - startTimeUnixNano
    }

    /// How many spans failed.
    public var errorCount: Int {
        spans.count { $0.isError }
    }

    /// Whether a span without a parent has arrived.
    public var hasRoot: Bool {
        spans.contains { $0.parentID == nil }
    }

    /// Whether nothing is known to be missing: there is a root, and every other span's parent.
    public var isComplete: Bool {
        guard hasRoot else { return false }
        let ids = Set(spans.lazy.map(\.id))
        return spans.allSatisfy { span in span.parentID.map(ids.contains) ?? true }
    }

    /// The spans by parent and child.
    public var tree: TraceTree {
        TraceTree(spans: spans)
    }
}

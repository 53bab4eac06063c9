/// What a store holds, and what has happened to it since it was opened.
public struct StoreStatus: Hashable, Sendable, Encodable {
    /// What made room for others.
    public struct Pruned: Hashable, Sendable, Encodable {
        public var spans = 0
        public var traces = 0
    }

    /// What was not kept.
    public struct Rejected: Hashable, Sendable, Encodable {
        public var spans = 0
        public var logRecords = 0
        public var dataPoints = 0
    }

    public var spans = 0
    /// The traces that a span is here of.
    public var traces = 0
    public var logRecords = 0
    public var dataPoints = 0
    /// What the database takes.
    public var bytes = 0
    /// What it may take.
    public var limit = 0
    /// The file; `nil` for a store in memory.
    public var database: String?
    public var pruned = Pruned()
    public var rejected = Rejected()
    /// Spans that came a second time.
    public var duplicateSpans = 0
}

extension TelemetryStore {
    /// What the store holds, and what has happened to it.
    public func status() async throws -> StoreStatus {
        let path = path
        return try await read { core in
            var status = StoreStatus()
            status.spans = core.spanCount
            status.traces = core.traceCount
            status.logRecords = core.logCount
            status.dataPoints = core.pointCount
            status.bytes = try core.usedBytes()
            status.limit = core.maxBytes
            status.database = path
            status.pruned.spans = core.counts.prunedSpans
            status.pruned.traces = core.counts.prunedTraces
            status.rejected.spans = core.counts.rejectedSpans
            status.rejected.logRecords = core.counts.rejectedLogs
            status.rejected.dataPoints = core.counts.rejectedPoints
            status.duplicateSpans = core.counts.duplicateSpans
            return status
        }
    }
}

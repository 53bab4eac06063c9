import Synchronization

/// The traces that were looked at last, as rows: who has opened one goes on to look at its spans, one by one, and to read
/// 50,000 of them each time takes too long.
final class TraceCache: Sendable {
    private struct Entry {
        let summary: TraceSummary
        let rows: TraceRows
    }

    private static let maxEntries = 2

    private let store: TelemetryStore
    /// The one that was looked at last comes last.
    private let entries = Mutex<[Entry]>([])

    init(store: TelemetryStore) {
        self.store = store
    }

    /// The trace as it is now; `nil` if it is not here.
    func rows(of id: Trace.ID) async throws -> TraceRows? {
        guard let summary = try await store.summary(of: id) else { return nil }
        let known = entries.withLock { entries -> TraceRows? in
            guard let index = entries.firstIndex(where: { $0.summary == summary }) else { return nil }
            let entry = entries.remove(at: index)
            entries.append(entry)
            return entry.rows
        }
        if let known { return known }
        guard let trace = try await store.trace(id) else { return nil }
        let rows = TraceRows(trace)
        entries.withLock { entries in
            entries.removeAll { $0.summary.trace == id }
            if entries.count >= Self.maxEntries { entries.removeFirst() }
            entries.append(Entry(summary: summary, rows: rows))
        }
        return rows
    }

    /// A summary does not tell everything: a span may have been sent again with other attributes.
    func forget(_ ids: Set<Trace.ID>) {
        entries.withLock { $0.removeAll { ids.contains($0.summary.trace) } }
    }

    func forgetAll() {
        entries.withLock { $0 = [] }
    }
}

public import OTLP
import Synchronization

/// The log records that have arrived, in memory, by trace.
///
/// The memory is bounded: when a limit of ``Limits`` is reached, the records that arrived first make room. Records that
/// belong to no trace have a limit of their own, so that a chatty service does not drive out the lines of a trace.
///
/// ```swift
/// let logs = LogStore()
/// for entry in logs.entries(of: trace.id) where entry.isError { print(entry.data.body?.stringValue ?? "") }
/// ```
public final class LogStore: Sendable {
    /// What a store may hold.
    public struct Limits: Hashable, Sendable {
        /// The most records that belong to traces.
        public var maxRecords: Int

        /// The most records that belong to none.
        public var maxUntracedRecords: Int

        /// The most memory, in bytes, for records of either kind; an estimate from above.
        public var maxBytes: Int

        public init(maxRecords: Int = 100_000, maxUntracedRecords: Int = 1_000, maxBytes: Int = 64 << 20) {
            self.maxRecords = maxRecords
            self.maxUntracedRecords = maxUntracedRecords
            self.maxBytes = maxBytes
        }
    }

    /// What has happened to a store since it was made, and what it holds.
    public struct Statistics: Hashable, Sendable {
        /// The records in the store that belong to traces.
        public var records = 0
        /// The records in the store that belong to none.
        public var untracedRecords = 0
        /// The memory, in bytes, that they take; an estimate from above.
        public var bytes = 0
        /// Records that made room for others.
        public var evictedRecords = 0
        /// Records that were not kept.
        public var rejectedRecords = 0

        public init() {}
    }

    /// What became of the records of one request.
    public struct Insertion: Hashable, Sendable {
        /// The records that are now in the store.
        public var accepted = 0
        /// The records that are larger than the store may be.
        public var rejected = 0

        public init() {}
    }

    /// What this store may hold.
    public let limits: Limits

    private let state = Mutex(State())

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }
}

extension LogStore {
    /// Adds the records of a request.
    @discardableResult
    public func insert(_ resourceLogs: [ResourceLogs]) -> Insertion {
        var arrivals: [(entry: LogEntry, size: Int)] = []
        for resourceLogs in resourceLogs {
            let resource = resourceLogs.resource ?? Resource()
            let resourceSize = resource.estimatedSize
            for scopeLogs in resourceLogs.scopeLogs {
                let scope = scopeLogs.scope ?? InstrumentationScope()
                let sharedSize = resourceSize + scope.estimatedSize
                for record in scopeLogs.logRecords {
                    let entry = LogEntry(record, resource: resource, scope: scope)
                    arrivals.append((entry, record.estimatedSize + sharedSize))
                }
            }
        }
        return state.withLock { state in
            var insertion = Insertion()
            var changed: Set<Trace.ID> = []
            for (entry, size) in arrivals {
                guard state.insert(entry, size: size, limits: limits) else {
                    insertion.rejected += 1
                    continue
                }
                insertion.accepted += 1
                if let id = entry.traceID { changed.insert(id) }
            }
            state.rejected += insertion.rejected
            if !changed.isEmpty { state.listeners.removeAll { !$0(changed) } }
            if insertion.accepted > 0 { state.arrivals.announce() }
            return insertion
        }
    }

    /// Forgets all records; what ``statistics`` has counted stays.
    public func removeAll() {
        state.withLock { state in state.removeAll() }
    }

    /// The records of a trace, in the order in which they arrived.
    public func entries(of id: Trace.ID) -> [LogEntry] {
        state.withLock { state in
            (state.positions[id] ?? []).compactMap { state.traced[$0] }
        }
    }

    /// The last records that belong to no trace, in the order in which they arrived.
    public func untracedEntries() -> [LogEntry] {
        state.withLock { state in state.untraced.all }
    }

    /// What has happened to the store, and what it holds.
    public var statistics: Statistics {
        state.withLock { state in
            var statistics = Statistics()
            statistics.records = state.traced.count
            statistics.untracedRecords = state.untraced.count
            statistics.bytes = state.traced.bytes + state.untraced.bytes
            statistics.evictedRecords = state.evicted
            statistics.rejectedRecords = state.rejected
            return statistics
        }
    }

    /// Waits until `predicate` holds, looking at first and then after every arrival.
    /// - Returns: whether `predicate` held before the time was over, or the task cancelled.
    public func wait(timeout: Duration, until predicate: @escaping @Sendable (LogStore) -> Bool) async -> Bool {
        let arrivals = state.withLock { $0.arrivals.subscribe() }
        return await arrivals.wait(timeout: timeout) { predicate(self) }
    }

    /// Tells `listener` of the traces that records come to, until it returns `false`. It must be quick, and not call the store.
    func announce(to listener: @escaping @Sendable (Set<Trace.ID>) -> Bool) {
        state.withLock { $0.listeners.append(listener) }
    }
}

extension LogStore {
    private struct State: ~Copyable {
        var traced = BoundedQueue<LogEntry>()
        var untraced = BoundedQueue<LogEntry>()
        /// Where a trace's records are in `traced`, rising.
        var positions: [Trace.ID: [Int]] = [:]
        var evicted = 0
        var rejected = 0
        var listeners: [@Sendable (Set<Trace.ID>) -> Bool] = []
        var arrivals = ArrivalSignals()

        mutating func insert(_ entry: LogEntry, size: Int, limits: Limits) -> Bool {
            guard size <= limits.maxBytes else { return false }
            guard let id = entry.traceID else {
                guard limits.maxUntracedRecords > 0 else { return false }
                while untraced.count >= limits.maxUntracedRecords || untraced.bytes + size > limits.maxBytes {
                    if untraced.removeFirst() != nil { evicted += 1 }
                }
                _ = untraced.append(entry, size: size)
                return true
            }
            guard limits.maxRecords > 0 else { return false }
            while traced.count >= limits.maxRecords || traced.bytes + size > limits.maxBytes { evictFirst() }
            positions[id, default: []].append(traced.append(entry, size: size))
            return true
        }

        private mutating func evictFirst() {
            guard let id = traced.removeFirst()?.traceID else { return }
            evicted += 1
            forgetPositions(of: id)
        }

        /// What was the first record of all was the first one of its trace. The list is cut when half of it is gone, so
        /// that a trace of very many records costs no more than others.
        private mutating func forgetPositions(of id: Trace.ID) {
            guard let list = positions[id], let last = list.last else { return }
            if last < traced.first {
                positions[id] = nil
            } else if list[list.count / 2] < traced.first {
                positions[id]?.removeFirst(list.count / 2 + 1)
            }
        }

        mutating func removeAll() {
            traced.removeAll()
            untraced.removeAll()
            positions = [:]
        }
    }
}

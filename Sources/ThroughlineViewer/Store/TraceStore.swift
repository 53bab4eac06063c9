public import OTLP
import Synchronization

/// The traces that have arrived, in memory, assembled by trace id.
///
/// Spans may come in any order and at any time: late ones join their trace, and a span that is sent again, as a sender
/// does when it has not seen the answer, replaces itself. The memory is bounded: when a limit of ``Limits`` is reached,
/// the traces that arrived first make room.
///
/// ```swift
/// let store = TraceStore()
/// for await ids in store.changes() {
///     for id in ids { print(store.trace(id)?.spans.count ?? 0) }
/// }
/// ```
public final class TraceStore: Sendable {
    /// What a store may hold.
    public struct Limits: Hashable, Sendable {
        /// The most spans, of all traces together.
        public var maxSpans: Int

        /// The most memory, in bytes, as estimated from above: what a resource takes is counted for each of its spans.
        public var maxBytes: Int

        public init(maxSpans: Int = 200_000, maxBytes: Int = 512 << 20) {
            self.maxSpans = maxSpans
            self.maxBytes = maxBytes
        }
    }

    /// What has happened to a store since it was made, and what it holds.
    public struct Statistics: Hashable, Sendable {
        /// The traces that the store holds.
        public var traces = 0
        /// The spans that the store holds.
        public var spans = 0
        /// The memory, in bytes, that they take; an estimate from above.
        public var bytes = 0
        /// Spans that arrived a second time and replaced themselves.
        public var duplicateSpans = 0
        /// Spans that were not kept.
        public var rejectedSpans = 0
        /// Traces that made room for others.
        public var evictedTraces = 0
        /// The spans of the traces that made room for others.
        public var evictedSpans = 0

        public init() {}
    }

    /// What became of the spans of one request.
    public struct Insertion: Hashable, Sendable {
        /// The spans that are now in the store.
        public var accepted = 0
        /// The spans that are not, by reason.
        public var rejected: [SpanRejection: Int] = [:]

        public init() {}

        /// The number of spans that were not kept.
        public var rejectedCount: Int { rejected.values.reduce(0, +) }
    }

    /// What this store may hold.
    public let limits: Limits

    private let state = Mutex(State())

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    deinit {
        state.withLock { state in state.subscriptions.finish() }
    }
}

extension TraceStore {
    /// Adds the spans of a request. What is not valid is left out, and the rest is kept.
    @discardableResult
    public func insert(_ resourceSpans: [ResourceSpans]) -> Insertion {
        var insertion = Insertion()
        var arrivals: [Arrival] = []
        for resourceSpans in resourceSpans {
            let resource = resourceSpans.resource ?? Resource()
            let resourceSize = resource.estimatedSize
            for scopeSpans in resourceSpans.scopeSpans {
                let scope = scopeSpans.scope ?? InstrumentationScope()
                let sharedSize = resourceSize + scope.estimatedSize
                for data in scopeSpans.spans {
                    do throws(SpanRejection) {
                        guard let traceID = Trace.ID(bytes: data.traceID) else { throw .invalidTraceID }
                        let span = try Trace.Span(data, resource: resource, scope: scope)
                        arrivals.append(
                            Arrival(traceID: traceID, span: span, size: data.estimatedSize + sharedSize)
                        )
                    } catch {
                        insertion.rejected[error, default: 0] += 1
                    }
                }
            }
        }
        state.withLock { state in
            var changed: Set<Trace.ID> = []
            for arrival in arrivals {
                switch state.insert(arrival, limits: limits) {
                case .new, .replaced: changed.insert(arrival.traceID)
                case .known: break
                case .full:
                    insertion.rejected[.storeFull, default: 0] += 1
                    continue
                }
                insertion.accepted += 1
            }
            state.statistics.rejectedSpans += insertion.rejectedCount
            state.announce(changed)
        }
        return insertion
    }

    /// Forgets everything; what ``statistics`` has counted stays.
    public func removeAll() {
        state.withLock { state in state.removeAll() }
    }
}

extension TraceStore {
    /// The trace as far as it has arrived; `nil` if no span has, or if it made room for others.
    public func trace(_ id: Trace.ID) -> Trace? {
        state.withLock { state in
            state.entries[id].map { Trace(id: id, spans: $0.spans) }
        }
    }

    /// All traces, by the arrival of their first span.
    public func traces() -> [Trace] {
        state.withLock { state in
            state.order.compactMap { id in state.entries[id].map { Trace(id: id, spans: $0.spans) } }
        }
    }

    /// Whether a span of the trace is in the store.
    public func contains(_ id: Trace.ID) -> Bool {
        state.withLock { state in state.entries[id] != nil }
    }

    /// What has happened to the store, and what it holds.
    public var statistics: Statistics {
        state.withLock { state in state.statistics }
    }
}

extension TraceStore {
    /// The ids of the traces that change from now on. Several subscriptions do not take from one another.
    public func changes() -> TraceChanges {
        let (changes, subscription) = TraceChanges.make()
        state.withLock { state in state.subscriptions.add(subscription) }
        return changes
    }

    /// The same, and the ids of the traces that log records come to.
    ///
    /// Of those, only traces of which a span is here: log records may name others without number, and nobody would take
    /// their ids back.
    func changes(with logs: LogStore) -> TraceChanges {
        let (changes, subscription) = TraceChanges.make()
        state.withLock { state in state.subscriptions.add(subscription) }
        logs.announce { [weak self] ids in
            guard let self else { return false }
            return state.withLock { state in
                let known = ids.filter { state.entries[$0] != nil }
                return known.isEmpty || subscription.announce(known)
            }
        }
        return changes
    }

    /// Waits until `predicate` holds, looking at first and then after every change.
    ///
    /// ```swift
    /// let arrived = await store.wait(timeout: .seconds(10)) { $0.trace(id)?.isComplete == true }
    /// ```
    /// - Returns: whether `predicate` held before the time was over, or the task cancelled.
    public func wait(
        timeout: Duration,
        until predicate: @escaping @Sendable (TraceStore) -> Bool
    ) async -> Bool {
        let changes = changes()
        if predicate(self) { return true }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in changes where predicate(self) { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}

extension TraceStore {
    fileprivate struct Arrival {
        let traceID: Trace.ID
        let span: Trace.Span
        let size: Int
    }

    fileprivate enum Outcome {
        case new
        case replaced
        case known
        case full
    }

    fileprivate struct Entry {
        var spans: [Trace.Span] = []
        var sizes: [Int] = []
        var indexByID: [Trace.Span.ID: Int] = [:]
        var bytes = 0
    }

    fileprivate struct State: ~Copyable {
        var entries: [Trace.ID: Entry] = [:]
        /// The traces by the arrival of their first span; those before `oldest` are gone.
        var arrivals: [Trace.ID] = []
        var oldest = 0
        var statistics = Statistics()
        var subscriptions = TraceSubscriptions()

        var order: ArraySlice<Trace.ID> { arrivals[oldest...] }

        mutating func insert(_ arrival: Arrival, limits: Limits) -> Outcome {
            let id = arrival.traceID
            let index = entries[id]?.indexByID[arrival.span.id]
            // Of the span itself only: its resource is shared by all spans of a request, and comparing that once for each
            // of them would take time that grows with the square of what was sent.
            if let index, entries[id]?.spans[index].data == arrival.span.data {
                statistics.duplicateSpans += 1
                return .known
            }

            let growth = arrival.size - (index.flatMap { entries[id]?.sizes[$0] } ?? 0)
            let newSpans = index == nil ? 1 : 0
            // A trace that does not fit alone shall not drive out all others first.
            guard (entries[id]?.bytes ?? 0) + growth <= limits.maxBytes,
                (entries[id]?.spans.count ?? 0) + newSpans <= limits.maxSpans
            else { return .full }
            while statistics.bytes + growth > limits.maxBytes || statistics.spans + newSpans > limits.maxSpans {
                evictOldest(except: id)
            }

            if entries[id] == nil {
                arrivals.append(id)
                statistics.traces += 1
            }
            statistics.bytes += growth
            statistics.spans += newSpans
            entries[id, default: Entry()].put(arrival, at: index)
            if index != nil { statistics.duplicateSpans += 1 }
            return index == nil ? .new : .replaced
        }

        /// There is another trace: `insert` has made sure that one alone is within the limits.
        private mutating func evictOldest(except kept: Trace.ID) {
            if order.first == kept { arrivals.swapAt(oldest, oldest + 1) }
            let id = arrivals[oldest]
            oldest += 1
            if oldest > 1_024, oldest > arrivals.count / 2 {
                arrivals.removeFirst(oldest)
                oldest = 0
            }
            guard let entry = entries.removeValue(forKey: id) else { return }
            statistics.traces -= 1
            statistics.spans -= entry.spans.count
            statistics.bytes -= entry.bytes
            statistics.evictedTraces += 1
            statistics.evictedSpans += entry.spans.count
            subscriptions.forget(id)
        }

        mutating func removeAll() {
            subscriptions.forgetAll()
            entries = [:]
            arrivals = []
            oldest = 0
            statistics.traces = 0
            statistics.spans = 0
            statistics.bytes = 0
        }

        mutating func announce(_ changed: Set<Trace.ID>) {
            let changed = changed.filter { entries[$0] != nil }
            guard !changed.isEmpty else { return }
            subscriptions.announce(changed)
        }
    }
}

extension TraceStore.Entry {
    fileprivate mutating func put(_ arrival: TraceStore.Arrival, at index: Int?) {
        if let index {
            bytes += arrival.size - sizes[index]
            spans[index] = arrival.span
            sizes[index] = arrival.size
        } else {
            indexByID[arrival.span.id] = spans.count
            spans.append(arrival.span)
            sizes.append(arrival.size)
            bytes += arrival.size
        }
    }
}

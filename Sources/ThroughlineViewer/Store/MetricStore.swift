public import OTLP
import Synchronization

/// The last values of the metrics that have arrived, in memory, by series.
///
/// The memory is bounded: when a limit of ``Limits`` is reached, series that nothing has come to for long make room.
///
/// ```swift
/// let metrics = MetricStore()
/// for series in metrics.series(named: "http.server.request.duration") { print(series.attributes, series.points) }
/// ```
public final class MetricStore: Sendable {
    /// What a store may hold.
    public struct Limits: Hashable, Sendable {
        /// The most series. Half as many are certainly kept.
        public var maxSeries: Int

        /// The most points of one series.
        public var maxPoints: Int

        /// The most memory, in bytes; an estimate from above: what a resource takes is counted for each series.
        public var maxBytes: Int

        public init(maxSeries: Int = 20_000, maxPoints: Int = 60, maxBytes: Int = 128 << 20) {
            self.maxSeries = maxSeries
            self.maxPoints = maxPoints
            self.maxBytes = maxBytes
        }
    }

    /// What has happened to a store since it was made, and what it holds.
    public struct Statistics: Hashable, Sendable {
        /// The series that the store holds.
        public var series = 0
        /// The memory, in bytes, that they take; an estimate from above.
        public var bytes = 0
        /// Series that made room for others.
        public var evictedSeries = 0
        /// Data points that were not kept.
        public var rejectedDataPoints = 0

        public init() {}
    }

    /// What became of the data points of one request.
    public struct Insertion: Hashable, Sendable {
        /// The points that are now in the store.
        public var accepted = 0
        /// The points that are not, by reason.
        public var rejected: [MetricRejection: Int] = [:]

        public init() {}

        /// The number of points that were not kept.
        public var rejectedCount: Int { rejected.values.reduce(0, +) }
    }

    /// What this store may hold.
    public let limits: Limits

    private let state = Mutex(State())

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }
}

extension MetricStore {
    /// Adds the data points of a request. What is not valid is left out, and the rest is kept.
    @discardableResult
    public func insert(_ resourceMetrics: [ResourceMetrics]) -> Insertion {
        state.withLock { state in
            var insertion = Insertion()
            for resourceMetrics in resourceMetrics {
                let resource = state.origins.intern(resourceMetrics.resource ?? Resource())
                for scopeMetrics in resourceMetrics.scopeMetrics {
                    let scope = state.origins.intern(
                        MetricScope(resource: resource, scope: scopeMetrics.scope ?? InstrumentationScope())
                    )
                    for metric in scopeMetrics.metrics {
                        state.insert(metric, scope: scope, limits: limits, into: &insertion)
                    }
                }
            }
            state.rejected += insertion.rejectedCount
            state.forgetOrigins()
            if insertion.accepted > 0 { state.arrivals.announce() }
            return insertion
        }
    }

    /// Forgets all series; what ``statistics`` has counted stays.
    public func removeAll() {
        state.withLock { state in
            state.young = Generation()
            state.old = Generation()
            state.origins = MetricOrigins()
        }
    }

    /// All series, by name.
    public func series() -> [MetricSeries] {
        state.withLock { state in state.all }.sorted { $0.name < $1.name }
    }

    /// The series of the metrics of this name.
    public func series(named name: String) -> [MetricSeries] {
        state.withLock { state in state.all }.filter { $0.name == name }
    }

    /// What has happened to the store, and what it holds.
    public var statistics: Statistics {
        state.withLock { state in
            var statistics = Statistics()
            statistics.series = state.young.entries.count + state.old.entries.count
            statistics.bytes = state.young.bytes + state.old.bytes
            statistics.evictedSeries = state.evicted
            statistics.rejectedDataPoints = state.rejected
            return statistics
        }
    }

    /// Waits until `predicate` holds, looking at first and then after every arrival.
    /// - Returns: whether `predicate` held before the time was over, or the task cancelled.
    public func wait(timeout: Duration, until predicate: @escaping @Sendable (MetricStore) -> Bool) async -> Bool {
        let arrivals = state.withLock { $0.arrivals.subscribe() }
        return await arrivals.wait(timeout: timeout) { predicate(self) }
    }
}

extension MetricStore {
    fileprivate struct Entry {
        var series: MetricSeries
        var bytes: Int
    }

    fileprivate struct Generation {
        var entries: [MetricSeries.Key: Entry] = [:]
        var bytes = 0

        mutating func take(_ key: MetricSeries.Key) -> Entry? {
            guard let entry = entries.removeValue(forKey: key) else { return nil }
            bytes -= entry.bytes
            return entry
        }

        mutating func put(_ entry: Entry, for key: MetricSeries.Key) {
            entries[key] = entry
            bytes += entry.bytes
        }
    }

    /// Two generations: a series that something comes to is young. When the young take half of the room, they are the
    /// old ones, and those that were old till then are gone. So what is used stays, without a list to keep in order.
    fileprivate struct State: ~Copyable {
        var young = Generation()
        var old = Generation()
        var origins = MetricOrigins()
        var evicted = 0
        var rejected = 0
        var arrivals = ArrivalSignals()

        var all: [MetricSeries] {
            (Array(young.entries.values) + Array(old.entries.values)).map(\.series)
        }

        mutating func insert(
            _ metric: Metric,
            scope: Interned<MetricScope>,
            limits: Limits,
            into insertion: inout Insertion
        ) {
            guard let (kind, points) = metric.series, !points.isEmpty else { return }
            guard !metric.name.isEmpty else {
                return insertion.rejected[.unnamed, default: 0] += points.count
            }
            guard kind.hasTemporality else {
                return insertion.rejected[.unspecifiedTemporality, default: 0] += points.count
            }
            let identity = origins.intern(
                MetricIdentity(scope: scope, name: metric.name, unit: metric.unit, kind: kind)
            )
            for point in points {
                let key = MetricSeries.Key(metric: identity, attributes: point.attributes.sorted { $0.key < $1.key })
                if insert(point.withoutAttributes, key: key, description: metric.description, limits: limits) {
                    insertion.accepted += 1
                } else {
                    insertion.rejected[.storeFull, default: 0] += 1
                }
            }
        }

        private mutating func insert(
            _ point: MetricSeries.Point,
            key: MetricSeries.Key,
            description: String,
            limits: Limits
        ) -> Bool {
            var entry =
                young.take(key) ?? old.take(key)
                ?? Entry(
                    series: MetricSeries(key: key, description: description, points: []),
                    // The key is in the table and in the series.
                    bytes: 2 * key.estimatedSize + description.utf8.count
                )
            entry.series.points.append(point)
            entry.bytes += point.estimatedSize
            while entry.series.points.count > max(1, limits.maxPoints)
                || (entry.bytes > limits.maxBytes / 2 && entry.series.points.count > 1)
            {
                entry.bytes -= entry.series.points.removeFirst().estimatedSize
            }
            guard entry.bytes <= limits.maxBytes / 2, limits.maxSeries > 0 else { return false }
            let half = max(1, limits.maxSeries / 2)
            if young.entries.count >= half || young.bytes + entry.bytes > limits.maxBytes / 2 {
                evicted += old.entries.count
                old = young
                young = Generation()
            }
            young.put(entry, for: key)
            return true
        }

        /// Forgets what no series needs any more, once that may be half of it.
        mutating func forgetOrigins() {
            // A series has a metric, a scope and a resource of its own at most.
            guard origins.count > 6 * (young.entries.count + old.entries.count) + 64 else { return }
            origins.keep((Array(young.entries.keys) + Array(old.entries.keys)).map(\.metric))
        }
    }
}

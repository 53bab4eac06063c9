/// What the routes of the services do: rate, errors and durations.
public struct RouteReport: Hashable, Sendable, Encodable {
    /// Spans of one service, kind and route.
    public struct Route: Hashable, Sendable, Encodable {
        public var service: String
        public var route: String
        public var kind: String
        public var count: Int
        public var errors: Int
        /// Durations in nanoseconds, exact to 2 percent but for the greatest.
        public var p50: UInt64
        public var p95: UInt64
        public var p99: UInt64
        public var max: UInt64
        /// By time: count, errors, p50, p95 and p99; `nil` where there is nothing.
        public var series: [[UInt64]?]
    }

    /// How long one element of a series is, in nanoseconds.
    public var interval: UInt64
    /// When the first element begins.
    public var from: UnixTime
    public var to: UnixTime
    /// The most used first.
    public var routes: [Route]
}

extension TelemetryStore {
    /// The most routes of a report.
    private static let maxRoutes = 500

    /// What the routes do, of spans that begin between two times: nanoseconds since 1970, all that is stored without them.
    public func routes(from: UInt64? = nil, to: UInt64? = nil) async throws -> RouteReport {
        try await read { core in
            let (first, last) = core.timeRange(from: from, to: to)
            let interval = RouteReport.interval(of: last - first)
            var groups: [String: [DurationSample]] = [:]
            for view in core.segments(.spans) {
                let (live, times, durations) = try core.liveSpans(view)
                var errors = RowSet()
                try view.withField(.status) { $0.find(.equals(Literal("error")), into: &errors) }
                try view.withField(.route) { data in
                    for value in 0..<data.stringCount {
                        var samples: [DurationSample] = []
                        data.forEachRow(of: value) { row in
                            let row = Int(row)
                            guard live.contains(row), times[row] >= first, times[row] <= last else { return }
                            let bucket = Int((times[row] - first) / interval)
                            samples.append(
                                DurationSample(durations[row], bucket: bucket, isError: errors.contains(row))
                            )
                        }
                        if !samples.isEmpty { groups[data.string(value), default: []] += samples }
                    }
                }
            }
            let buckets = Int((last - first) / interval) + 1
            let kept = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.maxRoutes)
            let routes = kept.compactMap { RouteReport.Route(text: $0, samples: $1, buckets: buckets) }
            return RouteReport(interval: interval, from: UnixTime(first), to: UnixTime(last), routes: routes)
        }
    }
}

/// One span's share in a distribution: by time, and with how it ended, in one number that sorts by both.
struct DurationSample {
    /// 8 bits of time, 12 of duration, and one for an error.
    private let bits: UInt32

    init(_ nanoseconds: UInt64, bucket: Int, isError: Bool) {
        bits =
            UInt32(truncatingIfNeeded: min(bucket, 255)) << 16 | UInt32(Self.class(of: nanoseconds)) << 1
            | (isError ? 1 : 0)
    }

    var bucket: Int { Int(bits >> 16) }
    var durationClass: Int { Int(bits >> 1 & 0x7FFF) }
    var isError: Bool { bits & 1 == 1 }

    /// Durations by their highest 6 bits: each class is 1/32 of its durations wide at most.
    static func `class`(of nanoseconds: UInt64) -> Int {
        guard nanoseconds >= 64 else { return Int(nanoseconds) }
        let shift = 58 - nanoseconds.leadingZeroBitCount
        return (shift + 1) << 5 + Int(nanoseconds >> UInt64(shift)) & 0x1F + 32
    }

    /// The middle of a class.
    static func nanoseconds(of durationClass: Int) -> UInt64 {
        guard durationClass >= 64 else { return UInt64(durationClass) }
        let shift = UInt64((durationClass - 32) >> 5 - 1)
        return (UInt64(durationClass & 0x1F) | 32) << shift + (1 << shift) / 2
    }

    static let classes = 32 * 60 + 64
}

/// How many durations there are of each class.
struct DurationHistogram {
    private var counts = [UInt32](repeating: 0, count: DurationSample.classes)
    private var used: [Int] = []
    private(set) var count = 0
    private(set) var errors = 0

    mutating func add(_ sample: DurationSample) {
        let index = min(sample.durationClass, counts.count - 1)
        if counts[index] == 0 { used.append(index) }
        counts[index] += 1
        count += 1
        if sample.isError { errors += 1 }
    }

    mutating func add(_ other: DurationHistogram) {
        for index in other.used {
            if counts[index] == 0 { used.append(index) }
            counts[index] += other.counts[index]
        }
        count += other.count
        errors += other.errors
    }

    /// The durations that this part of all is not longer than.
    func quantiles(_ parts: [Double]) -> [UInt64] {
        let classes = used.sorted()
        return parts.map { part in
            var rest = Int((Double(count) * part).rounded(.up))
            for index in classes {
                rest -= Int(counts[index])
                if rest <= 0 { return DurationSample.nanoseconds(of: index) }
            }
            return 0
        }
    }

    mutating func removeAll() {
        for index in used { counts[index] = 0 }
        used.removeAll(keepingCapacity: true)
        (count, errors) = (0, 0)
    }
}

extension RouteReport {
    /// The most elements of a series.
    static let maxBuckets = 60

    /// A round length, of which no more than ``maxBuckets`` are in the time.
    static func interval(of length: UInt64) -> UInt64 {
        let seconds: [UInt64] = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
        ]
        for second in seconds where length / (second * 1_000_000_000) < UInt64(maxBuckets) {
            return second * 1_000_000_000
        }
        return length / UInt64(maxBuckets - 1) + 1
    }
}

extension RouteReport.Route {
    /// - Returns: `nil` for a text that is none of a route.
    init?(text: String, samples: [DurationSample], buckets: Int) {
        let parts = text.split(separator: "\0", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        var whole = DurationHistogram()
        var byBucket = [[DurationSample]](repeating: [], count: buckets)
        for sample in samples {
            whole.add(sample)
            if sample.bucket < buckets { byBucket[sample.bucket].append(sample) }
        }
        let quantiles = whole.quantiles([0.5, 0.95, 0.99, 1])
        var part = DurationHistogram()
        let series = byBucket.map { samples -> [UInt64]? in
            guard !samples.isEmpty else { return nil }
            part.removeAll()
            for sample in samples { part.add(sample) }
            return [UInt64(part.count), UInt64(part.errors)] + part.quantiles([0.5, 0.95, 0.99])
        }
        self.init(
            service: parts[0],
            route: parts[2],
            kind: parts[1],
            count: whole.count,
            errors: whole.errors,
            p50: quantiles[0],
            p95: quantiles[1],
            p99: quantiles[2],
            max: quantiles[3],
            series: series
        )
    }
}

extension StoreCore {
    /// The times between which there are spans, within those that are asked for.
    func timeRange(from: UInt64?, to: UInt64?) -> (first: UInt64, last: UInt64) {
        var (first, last): (UInt64, UInt64) = (.max, 0)
        for number in traces.numbers where traces[number].spans > 0 && traces[number].start > 0 {
            first = min(first, traces[number].start)
            last = max(last, traces[number].end)
        }
        if let from { first = from }
        if let to { last = to }
        return first <= last ? (first, last) : (last, last)
    }

    /// The rows that count, with when each span began and how long it took.
    func liveSpans(_ view: SegmentView) throws -> (live: RowSet, times: [UInt64], durations: [UInt64]) {
        var live = RowSet()
        try view.forEachLive(RowSet(first: view.count)) { row, _, _ in live.insert(UInt16(truncatingIfNeeded: row)) }
        return (live, try view.column(.time), try view.column(.duration))
    }
}

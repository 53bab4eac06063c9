import OTLP

/// What a list of traces is sorted by.
public enum TraceSort: String, CaseIterable, Sendable {
    case start
    case duration
    case spans
    case errors
}

/// Some of the traces that meet a query.
public struct TracePage: Sendable, Encodable {
    public var traces: [TraceSummary]
    /// Where the next page begins; `nil` for the last one.
    public var next: String?
    /// How many traces meet the query in all.
    public var matched: Int
}

extension TelemetryStore {
    /// The traces that meet a query, in the order asked for.
    /// - Parameters:
    ///   - cursor: the ``TracePage/next`` of the page before.
    ///   - from: nanoseconds since 1970: only traces that begin at this time or later.
    ///   - to: nanoseconds since 1970: only traces that begin at this time or before.
    public func traces(
        matching query: Query,
        sort: TraceSort = .start,
        ascending: Bool = false,
        cursor: String? = nil,
        limit: Int = 50,
        from: UInt64? = nil,
        to: UInt64? = nil
    ) async throws -> TracePage {
        let (drafts, next, matched) = try await read { core in
            let found = try TraceSearch(core).traces(query.expression)
            var ranking = Ranking(limit: limit, ascending: ascending, after: cursor)
            let numbers = core.traces.numbers
            for offset in 0..<Int64(numbers.count) {
                // Nearly in the order that is asked for, as most traces come by their starts: few have to make room then.
                let number = ascending ? numbers.lowerBound + offset : numbers.upperBound - 1 - offset
                guard found.contains(number) else { continue }
                let entry = core.traces[number]
                if let from, entry.start < from { continue }
                if let to, entry.start > to { continue }
                let value =
                    switch sort {
                    case .start: entry.start
                    case .duration: entry.duration
                    case .spans: UInt64(entry.spans)
                    case .errors: UInt64(entry.errors)
                    }
                ranking.add(value, number)
            }
            return (try ranking.best.map { try core.summaryDraft($0.record) }, ranking.next, ranking.count)
        }
        return TracePage(traces: drafts.map(\.summary), next: next, matched: matched)
    }

    /// The ids of traces that meet a query, by their arrival.
    public func traceIDs(matching query: Query, limit: Int = .max) async throws -> [Trace.ID] {
        try await read { core in
            let found = try TraceSearch(core).traces(query.expression)
            return core.traces.numbers.lazy.filter(found.contains).prefix(limit).map { core.traces[$0].id }
        }
    }

    /// A trace in a line; `nil` if no span of it is here.
    public func summary(of id: Trace.ID) async throws -> TraceSummary? {
        let draft = try await read { core in
            try core.number(of: id).flatMap { core.traces[$0].spans > 0 ? try core.summaryDraft($0) : nil }
        }
        return draft?.summary
    }

    /// The latest trace that began before this one, with a root of the same service and name.
    public func previousTrace(of id: Trace.ID) async throws -> Trace.ID? {
        guard let summary = try await summary(of: id) else { return nil }
        return try await read { core in
            let named = Query.Expression.traceField(.root, .equals(Literal(summary.name)))
            let found = try TraceSearch(core).traces(named)
            var best: (start: UInt64, number: Int64)?
            // The newest first, so that few have to be asked for their service.
            for number in core.traces.numbers.reversed() where found.contains(number) {
                let entry = core.traces[number]
                guard entry.id != id, entry.start <= summary.start.nanoseconds,
                    entry.start > best?.start ?? 0 || best == nil,
                    try core.rootService(number) == summary.service
                else { continue }
                best = (entry.start, number)
            }
            return best.map { core.traces[$0.number].id }
        }
    }
}

/// The first of many, in an order: only those are kept.
struct Ranking {
    struct Place {
        let value: UInt64
        let record: Int64
    }

    private let limit: Int
    private let ascending: Bool
    private let first: Place?
    private(set) var best: [Place] = []
    /// How many there are in all, and how many of them come after the cursor.
    private(set) var count = 0
    private var countAfter = 0

    init(limit: Int, ascending: Bool, after cursor: String?) {
        self.limit = max(limit, 1)
        self.ascending = ascending
        let parts = cursor?.split(separator: ".") ?? []
        if parts.count == 2, let value = UInt64(parts[0]), let record = Int64(parts[1]) {
            first = Place(value: value, record: record)
        } else {
            first = nil
        }
    }

    mutating func add(_ value: UInt64, _ record: Int64) {
        count += 1
        let place = Place(value: value, record: record)
        if let first, !isBefore(first, place) { return }
        countAfter += 1
        if best.count == limit, let last = best.last, !isBefore(place, last) { return }
        var (low, high) = (0, best.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(best[middle], place) { low = middle + 1 } else { high = middle }
        }
        if best.count == limit { best.removeLast() }
        best.insert(place, at: low)
    }

    /// The cursor of what comes after.
    var next: String? {
        guard countAfter > best.count, let last = best.last else { return nil }
        return "\(last.value).\(last.record)"
    }

    private func isBefore(_ left: Place, _ right: Place) -> Bool {
        ascending
            ? (left.value, left.record) < (right.value, right.record)
            : (left.value, left.record) > (right.value, right.record)
    }
}

/// What a summary is made of, as it is stored.
struct SummaryDraft: Sendable {
    let id: Trace.ID
    let start: UInt64
    let duration: UInt64
    let spans: Int
    let errors: Int
    let logs: Int
    let roots: Int
    let isComplete: Bool
    let services: [TraceSummary.Service]
    let service: String
    let root: [UInt8]

    var summary: TraceSummary {
        let root = (try? Span(protobuf: root, limits: .trusted)) ?? Span()
        return TraceSummary(
            trace: id,
            name: root.name,
            service: service,
            kind: root.kind.word,
            start: UnixTime(start),
            duration: duration,
            spans: spans,
            errors: errors,
            logs: logs,
            services: services,
            route: root.attributes["http.route"]?.stringValue,
            method: (root.attributes["http.request.method"] ?? root.attributes["http.method"])?.stringValue,
            status: (root.attributes["http.response.status_code"] ?? root.attributes["http.status_code"])?.intValue
                .map { Int($0) },
            complete: isComplete,
            roots: roots
        )
    }
}

extension StoreCore {
    func summaryDraft(_ number: Int64) throws -> SummaryDraft {
        let entry = traces[number]
        let root = try connection.statement("SELECT origin, data FROM span WHERE id = ?")
        root.bind(1, entry.root)
        let isThere = try root.step()
        defer { root.reset() }
        return SummaryDraft(
            id: entry.id,
            start: entry.start,
            duration: entry.duration,
            spans: entry.spans,
            errors: entry.errors,
            logs: entry.logs,
            roots: entry.roots,
            isComplete: entry.isComplete,
            services: entry.services.map { TraceSummary.Service(name: names.text($0.name), spans: $0.spans) },
            service: isThere ? origins[root.integer(0)]?.service ?? "" : "",
            root: isThere ? root.bytes(1) : []
        )
    }

    func rootService(_ number: Int64) throws -> String {
        let root = try connection.statement("SELECT origin FROM span WHERE id = ?")
        root.bind(1, traces[number].root)
        guard try root.step() else { return "" }
        defer { root.reset() }
        return origins[root.integer(0)]?.service ?? ""
    }
}

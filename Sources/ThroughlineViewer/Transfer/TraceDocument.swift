import OTLP

/// A trace as OTLP: what it was sent as, but for the order.
struct TraceDocument: Sendable {
    private let trace: Trace

    init(_ trace: Trace) {
        self.trace = trace
    }

    /// One document with the spans and the log records.
    func json() throws -> [UInt8] {
        var json = try traces.json()
        guard !trace.logs.isEmpty else { return json }
        // Both are objects with one member.
        json.removeLast()
        return json + [UInt8(ascii: ",")] + (try logs.json().dropFirst())
    }

    /// A request a line: the spans, and the log records if there are any.
    func lines() throws -> [[UInt8]] {
        try [traces.json()] + (trace.logs.isEmpty ? [] : [logs.json()])
    }

    private struct Origin: Hashable {
        let resource: Resource
        let scope: InstrumentationScope
    }

    private var traces: ExportTraceServiceRequest {
        let groups = Self.grouped(trace.spans) { Origin(resource: $0.resource, scope: $0.scope) }
        return ExportTraceServiceRequest(
            resourceSpans: groups.map { origin, spans in
                ResourceSpans(
                    resource: origin.resource,
                    scopeSpans: [ScopeSpans(scope: origin.scope, spans: spans.map(\.data))]
                )
            }
        )
    }

    private var logs: ExportLogsServiceRequest {
        let groups = Self.grouped(trace.logs) { Origin(resource: $0.resource, scope: $0.scope) }
        return ExportLogsServiceRequest(
            resourceLogs: groups.map { origin, entries in
                ResourceLogs(
                    resource: origin.resource,
                    scopeLogs: [ScopeLogs(scope: origin.scope, logRecords: entries.map(\.data))]
                )
            }
        )
    }

    /// Elements by what they have in common, which comes in the order of the first of each.
    private static func grouped<Element>(
        _ elements: [Element],
        by origin: (Element) -> Origin
    ) -> [(Origin, [Element])] {
        var groups: [(Origin, [Element])] = []
        var indexByOrigin: [Origin: Int] = [:]
        for element in elements {
            let origin = origin(element)
            // Neighbours are mostly of one origin, and to compare what is the same costs nothing.
            if let last = groups.last, last.0 == origin {
                groups[groups.count - 1].1.append(element)
            } else if let index = indexByOrigin[origin] {
                groups[index].1.append(element)
            } else {
                indexByOrigin[origin] = groups.count
                groups.append((origin, [element]))
            }
        }
        return groups
    }
}

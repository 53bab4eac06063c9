/// Who calls whom.
public struct ServiceMap: Hashable, Sendable, Encodable {
    /// A service, or a system that services call and that sends no spans.
    public struct Node: Hashable, Sendable, Encodable {
        public var name: String
        /// `service`, `database`, `messaging` or `external`.
        public var kind: String
        /// Of a service, its server and consumer spans, or all of one that has none; of others, the calls to it.
        public var count: Int
        public var errors: Int
        /// In nanoseconds.
        public var p95: UInt64
    }

    public struct Edge: Hashable, Sendable, Encodable {
        public var from: String
        /// The kind of the node that calls; nodes of different kinds may have one name.
        public var fromKind: String
        public var to: String
        public var toKind: String
        /// `http`, `db`, `messaging`, `smtp`, `rpc` or `internal`.
        public var kind: String
        public var count: Int
        public var errors: Int
        /// In nanoseconds.
        public var p95: UInt64
    }

    public var nodes: [Node]
    public var edges: [Edge]
}

extension TelemetryStore {
    /// Who calls whom, of spans that begin between two times: nanoseconds since 1970, all that is stored without them.
    public func map(from: UInt64? = nil, to: UInt64? = nil) async throws -> ServiceMap {
        try await read { core in
            var edges: [ServiceEdge: DurationHistogram] = [:]
            var services: [String: DurationHistogram] = [:]
            // Of one value in one segment.
            var part = DurationHistogram()
            for view in core.segments(.spans) {
                let (live, times, durations) = try core.liveSpans(view)
                var errors = RowSet()
                try view.withField(.status) { $0.find(.equals(Literal("error")), into: &errors) }
                func sample(_ row: Int) -> DurationSample? {
                    guard live.contains(row), times[row] >= from ?? 0, times[row] <= to ?? .max else { return nil }
                    return DurationSample(durations[row], bucket: 0, isError: errors.contains(row))
                }
                try view.withField(.edge) { data in
                    for value in 0..<data.stringCount {
                        guard let edge = ServiceEdge(text: data.string(value)) else { continue }
                        part.removeAll()
                        data.forEachRow(of: value) { row in
                            if let sample = sample(Int(row)) { part.add(sample) }
                        }
                        if part.count > 0 { edges[edge, default: DurationHistogram()].add(part) }
                    }
                }
                try view.withField(.origin) { data in
                    for value in 0..<data.valueCount {
                        guard case .int(let id) = data.value(value), let origin = core.origins[id] else { continue }
                        part.removeAll()
                        data.forEachRow(of: value) { row in
                            if let sample = sample(Int(row)) { part.add(sample) }
                        }
                        if part.count > 0 { services[origin.service, default: DurationHistogram()].add(part) }
                    }
                }
            }
            return ServiceMap(edges, services: services)
        }
    }
}

extension ServiceMap {
    init(_ found: [ServiceEdge: DurationHistogram], services: [String: DurationHistogram]) {
        // A host that turned out to be a service is no system of its own.
        var known: Set<[String]> = []
        for edge in found.keys where edge.to.kind == .service && edge.from.kind == .service && !edge.address.isEmpty {
            known.insert([edge.from.name, edge.address])
        }
        var calls: [ServiceEdge: DurationHistogram] = [:]
        for (edge, durations) in found {
            if edge.to.kind == .external, known.contains([edge.from.name, edge.address]) { continue }
            let key = ServiceEdge(from: edge.from, to: edge.to, kind: edge.kind)
            calls[key, default: DurationHistogram()].add(durations)
        }
        var nodes: [ServiceEdge.Node: DurationHistogram] = [:]
        for (name, durations) in services { nodes[ServiceEdge.Node(kind: .service, name: name)] = durations }
        for (edge, durations) in calls {
            for node in [edge.from, edge.to] where node.kind != .service {
                nodes[node, default: DurationHistogram()].add(durations)
            }
        }
        self.nodes = nodes.map { node, durations in
            Node(
                name: node.name,
                kind: node.kind.rawValue,
                count: durations.count,
                errors: durations.errors,
                p95: durations.quantiles([0.95])[0]
            )
        }
        .sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
        self.edges = calls.map { edge, durations in
            Edge(
                from: edge.from.name,
                fromKind: edge.from.kind.rawValue,
                to: edge.to.name,
                toKind: edge.to.kind.rawValue,
                kind: edge.kind.rawValue,
                count: durations.count,
                errors: durations.errors,
                p95: durations.quantiles([0.95])[0]
            )
        }
        .sorted { ($0.from, $0.to, $0.kind) < ($1.from, $1.to, $1.kind) }
    }
}

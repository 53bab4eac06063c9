// What log records say counts for the spans that they were written in.

extension RowSearch {
    /// The spans that log records meet a term in.
    struct LogHits {
        struct Place: Hashable {
            let trace: Int64
            let span: UInt64
        }
        var places: Set<Place> = []
        var traces: TraceSet
    }

    /// Asks the log records for what they may have of the terms.
    mutating func findLogs(_ expression: Query.Expression) throws {
        switch expression {
        case .all(let expressions), .any(let expressions):
            for expression in expressions { try findLogs(expression) }
        case .not(let expression), .span(let expression): try findLogs(expression)
        case .traceField: break
        case .field(let field, _):
            if field == .log || field == .severity { logHits[expression] = try hits(expression) }
        case .text: logHits[expression] = try hits(expression)
        }
    }

    private func hits(_ expression: Query.Expression) throws -> LogHits {
        var hits = LogHits(traces: TraceSet(core.traces.numbers))
        let search = try RowSearch(core, .logs, for: expression)
        for view in core.segments(.logs) {
            let rows = try search.logRows(expression, in: view)
            guard !rows.isEmpty else { continue }
            let spans = try view.column(.span)
            try view.forEachLive(rows) { row, _, trace in
                guard trace > 0, spans[row] != 0 else { return }
                hits.places.insert(LogHits.Place(trace: trace, span: spans[row]))
                hits.traces.insert(trace)
            }
        }
        return hits
    }

    /// A span does not have the text of its service for having logged: what the log's own origin says does not count.
    private func logRows(_ expression: Query.Expression, in view: SegmentView) throws -> RowSet {
        guard case .text(let pattern) = expression, !pattern.parts.isEmpty else {
            return try rows(expression, in: view)
        }
        var rows = RowSet()
        for key in try view.keys() where key.isText {
            try view.withField(key) { field in
                field.forEachText(containing: pattern) { value in field.forEachRow(of: value) { rows.insert($0) } }
            }
        }
        return rows
    }

    func addLogHits(_ expression: Query.Expression, to rows: inout RowSet, in view: SegmentView) throws {
        guard let hits = logHits[expression], !hits.places.isEmpty else { return }
        let (traces, spans) = (try view.column(.trace), try view.column(.span))
        for row in 0..<view.count {
            let trace = Int64(bitPattern: traces[row])
            guard hits.traces.contains(trace), hits.places.contains(LogHits.Place(trace: trace, span: spans[row]))
            else {
                continue
            }
            rows.insert(UInt16(truncatingIfNeeded: row))
        }
    }
}

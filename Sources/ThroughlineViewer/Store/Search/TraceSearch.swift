/// Finds the traces that meet a query.
///
/// Terms beside each other are met by one span together, but those that are negated, in braces, or about the trace as a
/// whole: each of these is asked of the trace by itself.
struct TraceSearch {
    let core: StoreCore

    init(_ core: StoreCore) {
        self.core = core
    }

    /// The traces that meet the expression, of those that a span has come of.
    func traces(_ expression: Query.Expression) throws -> TraceSet {
        if expression.isOfOneSpan { return try tracesOfSpans(expression) }
        switch expression {
        case .all(let expressions):
            var traces = try tracesOfSpans(.all(expressions.filter(\.isOfOneSpan)))
            for expression in expressions where !expression.isOfOneSpan {
                traces.formIntersection(try self.traces(expression))
            }
            return traces
        case .any(let expressions):
            var traces = TraceSet(core.traces.numbers)
            for expression in expressions { traces.formUnion(try self.traces(expression)) }
            return traces
        case .not(let expression):
            var traces = all
            traces.subtract(try self.traces(expression))
            return traces
        case .span(let expression): return try tracesOfSpans(expression)
        case .traceField(let field, let test): return try traces(field, test)
        case .field, .text: return try tracesOfSpans(expression)
        }
    }

    private var all: TraceSet {
        var traces = TraceSet(core.traces.numbers)
        for number in core.traces.numbers where core.traces[number].spans > 0 { traces.insert(number) }
        return traces
    }

    /// The traces with a span that meets all of it.
    private func tracesOfSpans(_ expression: Query.Expression) throws -> TraceSet {
        if expression == .all([]) { return all }
        var traces = TraceSet(core.traces.numbers)
        let search = try RowSearch(core, .spans, for: expression)
        for view in core.segments(.spans) {
            try view.forEachLive(try search.rows(expression, in: view)) { _, _, trace in traces.insert(trace) }
        }
        return traces
    }

    /// The traces that are what a field of whole traces asks for.
    func traces(_ field: Query.TraceField, _ test: ValueTest) throws -> TraceSet {
        var traces = TraceSet(core.traces.numbers)
        if field == .root {
            for view in core.segments(.spans) {
                var rows = RowSet()
                try view.withField(.name) { $0.find(test, into: &rows) }
                try view.forEachLive(rows) { _, record, trace in
                    if core.traces[trace].root == record { traces.insert(trace) }
                }
            }
            return traces
        }
        for number in core.traces.numbers {
            let entry = core.traces[number]
            guard entry.spans > 0 else { continue }
            let value =
                switch field {
                case .duration: entry.duration
                case .spans: UInt64(entry.spans)
                case .errors: UInt64(entry.errors)
                case .services, .root: UInt64(entry.services.count)
                }
            if test.holds(value) { traces.insert(number) }
        }
        return traces
    }
}

extension Query.Expression {
    /// Whether one span meets it or not, without a look at others.
    fileprivate var isOfOneSpan: Bool {
        switch self {
        case .all(let expressions), .any(let expressions): expressions.allSatisfy(\.isOfOneSpan)
        case .not, .span, .traceField: false
        case .field, .text: true
        }
    }
}

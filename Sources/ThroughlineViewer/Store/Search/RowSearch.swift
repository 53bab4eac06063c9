import OTLP

/// Finds the rows of segments that meet a query: spans, or log records, each by itself.
///
/// Nothing stops early: what a query finds in a million spans is known in some hundredths of a second, and so are the
/// number of matches and any order of them.
struct RowSearch {
    let core: StoreCore
    let signal: Segment.Signal
    /// The spans that log records meet a term in, by the term.
    var logHits: [Query.Expression: LogHits] = [:]

    init(_ core: StoreCore, _ signal: Segment.Signal, for expression: Query.Expression) throws {
        self.core = core
        self.signal = signal
        if signal == .spans, core.logCount > 0 { try findLogs(expression) }
    }

    /// The rows that meet the expression. Dead rows may be among them.
    func rows(_ expression: Query.Expression, in view: SegmentView) throws -> RowSet {
        switch expression {
        case .all(let expressions):
            var rows = RowSet(first: view.count)
            for expression in expressions {
                rows.formIntersection(try self.rows(expression, in: view))
                if rows.isEmpty { break }
            }
            return rows
        case .any(let expressions):
            var rows = RowSet()
            for expression in expressions { rows.formUnion(try self.rows(expression, in: view)) }
            return rows
        case .not(let expression):
            var rows = RowSet(first: view.count)
            rows.subtract(try self.rows(expression, in: view))
            return rows
        case .span(let expression):
            return try rows(expression, in: view)
        case .traceField(let field, let test):
            return try rows(of: field, test, in: view)
        case .text(let pattern):
            var rows = try textRows(pattern, in: view)
            try addLogHits(expression, to: &rows, in: view)
            return rows
        case .field(let field, let test):
            return try rows(of: field, test, expression, in: view)
        }
    }

    private func rows(
        of field: Query.Field,
        _ test: ValueTest,
        _ expression: Query.Expression,
        in view: SegmentView
    ) throws -> RowSet {
        var rows = RowSet()
        switch field {
        case .service: try addOrigins(to: &rows, in: view) { test.holds(.string($0.service)) }
        case .scope: try addOrigins(to: &rows, in: view) { test.holds(.string($0.scope.name)) }
        case .name: try view.withField(.name) { $0.find(test, into: &rows) }
        case .kind: try view.withField(.kind) { $0.find(test, into: &rows) }
        case .status: try view.withField(.status) { $0.find(test, into: &rows) }
        case .event: try view.withField(.event) { $0.find(test, into: &rows) }
        case .duration: try addColumn(.duration, test, to: &rows, in: view)
        case .span: try addIdentifier(.span, test, to: &rows, in: view) { Trace.Span.ID(hex: $0)?.value }
        case .trace:
            try addIdentifier(.trace, test, to: &rows, in: view) { text in
                guard let id = Trace.ID(hex: text) else { return nil }
                return try core.number(of: id).map { UInt64(bitPattern: $0) }
            }
        case .log:
            if signal == .logs { try view.withField(.body) { $0.find(test, into: &rows) } }
            try addLogHits(expression, to: &rows, in: view)
        case .severity:
            if signal == .logs {
                try view.withField(test.isOfNames ? .severityName : .severity) { $0.find(test, into: &rows) }
            }
            try addLogHits(expression, to: &rows, in: view)
        case .attribute(let key):
            if let name = core.names.known(key) {
                try view.withField(FieldKey(name: name)) { $0.find(test, into: &rows) }
            }
            try addOrigins(to: &rows, in: view) { origin in
                [origin.resource.attributes, origin.scope.attributes].contains { $0.meets(test, under: key) }
            }
            try addOthers(key, test, to: &rows, in: view)
        }
        return rows
    }

    /// The rows that have the text anywhere.
    private func textRows(_ pattern: TextPattern, in view: SegmentView) throws -> RowSet {
        guard !pattern.parts.isEmpty else { return RowSet(first: view.count) }
        var rows = RowSet()
        for key in try view.keys() where key.isText {
            try view.withField(key) { field in
                field.forEachText(containing: pattern) { value in field.forEachRow(of: value) { rows.insert($0) } }
            }
        }
        try addOrigins(to: &rows, in: view) { origin in
            let attributes = origin.resource.attributes + origin.scope.attributes
            return pattern.matches(origin.scope.name) || attributes.contains { $0.meets(.contains(pattern)) }
        }
        return rows
    }

    private func addOrigins(to rows: inout RowSet, in view: SegmentView, where meets: (Origin) -> Bool) throws {
        try view.withField(.origin) { field in
            for value in 0..<field.valueCount {
                guard case .int(let id) = field.value(value), let origin = core.origins[id], meets(origin) else {
                    continue
                }
                field.forEachRow(of: value) { rows.insert($0) }
            }
        }
    }

    private func addColumn(_ key: FieldKey, _ test: ValueTest, to rows: inout RowSet, in view: SegmentView) throws {
        for (row, value) in try view.column(key).enumerated() where test.holds(value) {
            rows.insert(UInt16(truncatingIfNeeded: row))
        }
    }

    private func addIdentifier(
        _ key: FieldKey,
        _ test: ValueTest,
        to rows: inout RowSet,
        in view: SegmentView,
        number: (String) throws -> UInt64?
    ) throws {
        let wanted: (UInt64) -> Bool
        switch test {
        case .equals(let literal):
            guard let number = try number(literal.text) else { return }
            wanted = { $0 == number }
        case .differs(let literal):
            let number = try number(literal.text)
            wanted = { $0 != 0 && $0 != number }
        default: wanted = { $0 != 0 }
        }
        for (row, value) in try view.column(key).enumerated() where wanted(value) {
            rows.insert(UInt16(truncatingIfNeeded: row))
        }
    }

    /// Of keys beyond those that a segment tells apart: they are texts, with the key before the value.
    private func addOthers(_ key: String, _ test: ValueTest, to rows: inout RowSet, in view: SegmentView) throws {
        try view.withField(.others) { field in
            for index in 0..<field.stringCount {
                let text = field.string(index)
                guard text.hasPrefix("\(key)=") else { continue }
                let value = String(text.dropFirst(key.count + 1))
                let number = Number(value).map { $0.indexed }
                if test.holds(.string(value)) || number.map(test.holds) ?? false {
                    field.forEachRow(of: index) { rows.insert($0) }
                }
            }
        }
    }

    private func rows(of field: Query.TraceField, _ test: ValueTest, in view: SegmentView) throws -> RowSet {
        let matching = try TraceSearch(core).traces(field, test)
        var rows = RowSet()
        for (row, trace) in try view.column(.trace).enumerated() where matching.contains(Int64(bitPattern: trace)) {
            rows.insert(UInt16(truncatingIfNeeded: row))
        }
        return rows
    }
}

extension Sequence<KeyValue> {
    fileprivate func meets(_ test: ValueTest, under key: String) -> Bool {
        contains { $0.key == key ? $0.meets(test) : key.hasPrefix("\($0.key).") && $0.meets(test, under: key) }
    }
}

extension KeyValue {
    fileprivate func meets(_ test: ValueTest, under wanted: String? = nil) -> Bool {
        var isMet = false
        forEachValue { key, value in
            if !isMet, key == wanted ?? key, test.holds(value) { isMet = true }
        }
        return isMet
    }
}

extension Number {
    fileprivate var indexed: IndexedValue {
        switch self {
        case .int(let number): .int(number)
        case .double(let number): .double(number)
        }
    }
}

extension ValueTest {
    /// Whether a severity is asked for by its name.
    fileprivate var isOfNames: Bool {
        switch self {
        case .equals(let literal), .differs(let literal): Number(literal.text) == nil
        default: false
        }
    }

    func holds(_ value: IndexedValue) -> Bool {
        switch self {
        case .exists: true
        case .equals(let literal): literal.equals(value)
        case .differs(let literal): !literal.equals(value)
        case .contains(let pattern): pattern.matches(value.text)
        case .compares(let comparison, let number):
            switch value {
            case .int(let value): comparison.holds(value, number)
            case .double(let value): comparison.holds(value, number)
            case .string, .bool: false
            }
        }
    }

    func holds(_ value: UInt64) -> Bool {
        switch self {
        case .exists, .contains: true
        case .equals(let literal): literal.equals(.int(Int64(clamping: value)))
        case .differs(let literal): !literal.equals(.int(Int64(clamping: value)))
        case .compares(let comparison, let number): comparison.holds(value, number)
        }
    }
}

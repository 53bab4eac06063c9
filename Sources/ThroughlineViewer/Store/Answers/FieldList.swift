import OTLP

/// The keys that a query can ask for.
public struct FieldList: Hashable, Sendable, Encodable {
    public struct Field: Hashable, Sendable, Encodable {
        public var key: String
        /// `string`, `number` or `bool`: what most of its values are.
        public var type: String
        /// How many spans have it, or nearly: of what has made room some may still be counted.
        public var spans: Int
    }

    /// The most used first.
    public var fields: [Field]
}

/// The values of a key.
public struct ValueList: Hashable, Sendable, Encodable {
    public struct Value: Hashable, Sendable, Encodable {
        public var value: String
        /// How many spans have it, or nearly.
        public var spans: Int
    }

    /// The most used first.
    public var values: [Value]
}

extension TelemetryStore {
    /// The keys that begin with a text, in any case of letters: those of spans, their events, resources and scopes, and the
    /// fields that every span has.
    public func fields(prefix: String = "", limit: Int = 100) async throws -> FieldList {
        try await read { core in
            var counts: [String: Int] = [:]
            var types: [String: FieldKinds] = [:]
            let wanted = prefix.lowercased()
            func add(_ key: String, _ count: Int, _ kinds: FieldKinds) {
                guard key.lowercased().hasPrefix(wanted) else { return }
                counts[key, default: 0] += count
                types[key, default: []].formUnion(kinds)
            }
            for view in core.segments(.spans) {
                for (key, count, kinds) in try view.fields() {
                    if let name = key.name { add(core.names.text(name), count, kinds) }
                }
            }
            for (id, count) in try core.spansByOrigin() {
                guard let origin = core.origins[id] else { continue }
                var keys: [String: FieldKinds] = [:]
                for attribute in origin.resource.attributes + origin.scope.attributes {
                    attribute.forEachValue { keys[$0, default: []].insert($1.kind) }
                }
                for (key, kinds) in keys { add(key, count, kinds) }
            }
            for (key, kind) in Self.builtInFields { add(key, core.spanCount, kind) }
            let fields = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(max(limit, 0))
            return FieldList(
                fields: fields.map { key, count in
                    FieldList.Field(key: key, type: types[key]?.word ?? "string", spans: count)
                }
            )
        }
    }

    private static let builtInFields: [(String, FieldKinds)] = [
        ("service", .string), ("name", .string), ("kind", .string), ("status", .string), ("duration", .number),
        ("scope", .string), ("trace", .string), ("span", .string), ("event", .string), ("log", .string),
        ("severity", .string), ("trace.duration", .number), ("trace.spans", .number), ("trace.errors", .number),
        ("trace.services", .number), ("root", .string),
    ]

    /// The values of a key that begin with a text, in any case of letters. Of very many different ones, those of the latest
    /// spans.
    public func values(of key: String, prefix: String = "", limit: Int = 50) async throws -> ValueList {
        try await read { core in
            var counts: [String: Int] = [:]
            let wanted = prefix.lowercased()
            func add(_ value: String, _ count: Int) {
                if value.lowercased().hasPrefix(wanted) { counts[value, default: 0] += count }
            }
            let field = Query.Field(key)
            if let words = field.words { for word in words { add(word, 0) } }
            for view in core.segments(.spans).reversed() {
                // Enough to choose from.
                guard counts.count < 10_000 else { break }
                guard let fieldKey = field.key(core.names) else { break }
                try view.withField(fieldKey) { data in
                    for value in 0..<data.valueCount { add(data.value(value).text, data.rowCount(of: value)) }
                }
            }
            for (id, count) in try core.spansByOrigin() {
                guard let origin = core.origins[id] else { continue }
                switch field {
                case .service: add(origin.service, count)
                case .scope: add(origin.scope.name, count)
                case .attribute(let key):
                    for attribute in origin.resource.attributes + origin.scope.attributes {
                        attribute.forEachValue { if $0 == key { add($1.text, count) } }
                    }
                default: break
                }
            }
            let values = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(max(limit, 0))
            return ValueList(values: values.map { ValueList.Value(value: $0, spans: $1) })
        }
    }
}

extension Query.Field {
    /// Where the values are; `nil` for what has none to choose from.
    fileprivate func key(_ names: Names) -> FieldKey? {
        switch self {
        case .name: .name
        case .kind: .kind
        case .status: .status
        case .event: .event
        case .attribute(let key): names.known(key).map { FieldKey(name: $0) }
        default: nil
        }
    }

    /// All values that there are.
    fileprivate var words: [String]? {
        switch self {
        case .kind: SpanKind.allCases.map(\.rawValue)
        case .status: SpanStatus.allCases.map(\.rawValue)
        case .severity: Severity.allCases.map(\.rawValue)
        default: nil
        }
    }
}

extension IndexedValue {
    fileprivate var kind: FieldKinds {
        switch self {
        case .string: .string
        case .int, .double: .number
        case .bool: .bool
        }
    }
}

extension FieldKinds {
    fileprivate var word: String { contains(.string) ? "string" : contains(.number) ? "number" : "bool" }
}

extension SegmentView {
    /// All keys that are not columns, with the number of rows that have them.
    func fields() throws -> [(FieldKey, Int, FieldKinds)] {
        if isOpen { return core.builders[signal.rawValue].fields.map { ($0.key, $0.value.count, $0.value.kinds) } }
        let statement = try core.connection.statement(
            "SELECT id & 0xFFFFFF, count, kinds FROM field WHERE id >= ? AND id < ?"
        )
        statement.bind(1, id << 24 | Int64(FieldKey.origin.number))
        statement.bind(2, (id + 1) << 24)
        var fields: [(FieldKey, Int, FieldKinds)] = []
        while try statement.step() {
            fields.append(
                (FieldKey(number: statement.count(0)), statement.count(1), FieldKinds(rawValue: statement.count(2)))
            )
        }
        return fields
    }
}

extension StoreCore {
    /// How many spans each origin has.
    fileprivate func spansByOrigin() throws -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        for view in segments(.spans) {
            try view.withField(.origin) { data in
                for value in 0..<data.valueCount {
                    if case .int(let id) = data.value(value) { counts[id, default: 0] += data.rowCount(of: value) }
                }
            }
        }
        return counts
    }
}

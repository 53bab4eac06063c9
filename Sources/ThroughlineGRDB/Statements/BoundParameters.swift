import CSQLiteTracing
import ThroughlineSQL

/// The values that are bound to a statement's parameters.
///
/// SQLite gives no bound value back. It writes them into the statement's text, though, where they stand in place of their
/// parameters; so the two texts are read side by side.
///
/// Source: https://www.sqlite.org/c3ref/expanded_sql.html, https://www.sqlite.org/lang_expr.html#varparam
struct BoundParameters {
    private var raw: SQLBytes
    private var expanded: SQLBytes
    private var found: [QueryParameter] = []
    private var names: Set<String> = []
    /// How many parameters there were: `?` is the one after the last.
    private var count = 0

    static func of(_ statement: OpaquePointer) -> [QueryParameter] {
        // SQLite gives none if there is no memory for it.
        guard let raw = sqlite3_sql(statement), let expanded = sqlite3_expanded_sql(statement) else { return [] }
        defer { sqlite3_free(expanded) }
        return between(
            UnsafeRawBufferPointer(start: raw, count: throughline_text_length(raw)),
            UnsafeRawBufferPointer(start: expanded, count: throughline_text_length(expanded))
        )
    }

    /// - Parameters:
    ///   - raw: A statement's text.
    ///   - expanded: The same with values in place of parameters.
    static func between(_ raw: UnsafeRawBufferPointer, _ expanded: UnsafeRawBufferPointer) -> [QueryParameter] {
        var parameters = BoundParameters(raw: SQLBytes(raw), expanded: SQLBytes(expanded))
        while parameters.next() {}
        return parameters.found
    }

    private init(raw: SQLBytes, expanded: SQLBytes) {
        self.raw = raw
        self.expanded = expanded
    }

    /// Reads up to the next parameter, and its value; `false` at the end, or where the texts are not as expected.
    private mutating func next() -> Bool {
        let start = raw.position
        guard let parameter = raw.nextParameter(), expanded.skip(parameter.start - start),
            let value = expanded.literal()
        else {
            return false
        }
        guard let key = key(of: parameter) else { return false }
        if names.insert(key).inserted { found.append(QueryParameter(key, value.text)) }
        return true
    }

    /// A name without what it starts with, or an index from 0; `nil` for an index that SQLite does not take.
    private mutating func key(of parameter: SQLBytes.Parameter) -> String? {
        if parameter.prefix == UInt8(ascii: "?") {
            let number = parameter.name.isEmpty ? count + 1 : Int(parameter.name) ?? .max
            guard (1...Self.limit).contains(number) else { return nil }
            count = max(count, number)
            return String(number - 1)
        }
        if !names.contains(parameter.name) { count += 1 }
        return parameter.name
    }

    /// https://www.sqlite.org/limits.html: the highest index of a parameter.
    private static let limit = 32_766
}

import OTLP

/// A value that a search finds.
enum IndexedValue: Hashable {
    case string(String)
    case int(Int64)
    case double(Double)
    case bool(Bool)

    /// The bytes of a text that are searched, and may be compared.
    static let maxBytes = 4_096

    /// The most values of one span or log record.
    static let maxValues = 1_024
}

extension KeyValue {
    /// Calls `body` with the values under the key, those of an array one by one, and those of a list under the keys with
    /// a dot between them.
    func forEachValue(_ body: (String, IndexedValue) -> Void) {
        value?.forEachValue(key: key, depth: 0, body)
    }
}

extension AnyValue {
    fileprivate func forEachValue(key: String, depth: Int, _ body: (String, IndexedValue) -> Void) {
        switch self {
        case .empty, .bytes: break
        case .string(let text): body(key, .string(text.clipped))
        case .int(let number): body(key, .int(number))
        case .double(let number): body(key, .double(number))
        case .bool(let truth): body(key, .bool(truth))
        case .array(let values):
            guard depth < 8 else { break }
            for value in values.prefix(IndexedValue.maxValues) { value.forEachValue(key: key, depth: depth + 1, body) }
        case .keyValueList(let values):
            guard depth < 8 else { break }
            for entry in values.prefix(IndexedValue.maxValues) {
                let name = key.isEmpty ? entry.key : "\(key).\(entry.key)"
                entry.value?.forEachValue(key: name, depth: depth + 1, body)
            }
        }
    }

    /// Calls `body` with the texts and numbers of a log's body.
    func forEachValue(_ body: (IndexedValue) -> Void) {
        forEachValue(key: "", depth: 0) { key, value in
            body(value)
            if !key.isEmpty { body(.string(key)) }
        }
    }
}

extension String {
    /// What is indexed of a long text: whole characters of it.
    fileprivate var clipped: String {
        guard utf8.count > IndexedValue.maxBytes else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: IndexedValue.maxBytes)
        while end > utf8.startIndex, UTF8.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}

import OTLP

/// Attributes as people read them, before they are made safe for a terminal.
enum AttributeText {
    /// The value in one line; long lists are cut.
    static func value(_ value: AnyValue?, depth: Int = 0) -> String {
        switch value {
        case nil, .empty: return ""
        case .string(let text): return text
        case .bool(let bool): return bool ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number): return String(number)
        case .bytes(let bytes): return "\(bytes.count) bytes"
        case .array(let values):
            return list(values, depth: depth, open: "[", close: "]") { Self.value($0, depth: depth + 1) }
        case .keyValueList(let values):
            return list(values, depth: depth, open: "{", close: "}") { pair($0, depth: depth + 1) }
        }
    }

    /// `key=value`.
    static func pair(_ attribute: KeyValue, depth: Int = 0) -> String {
        attribute.key + "=" + value(attribute.value, depth: depth)
    }

    private static func list<Element>(
        _ elements: [Element],
        depth: Int,
        open: String,
        close: String,
        text: (Element) -> String
    ) -> String {
        let limit = depth < 3 ? 8 : 0
        let shown = elements.prefix(limit).map(text) + (elements.count > limit ? ["…"] : [])
        return open + shown.joined(separator: ", ") + close
    }
}

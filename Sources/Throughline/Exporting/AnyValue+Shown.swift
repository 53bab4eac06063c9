import OTLP

extension AnyValue {
    /// The value as the console shows it: harmless, and not too long.
    var shown: String {
        switch self {
        case .string(let value): value.printable(limit: 256)
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .array(let values): "[\(values.prefix(32).map(\.shown).joined(separator: ", "))]"
        case .keyValueList(let values):
            "{\(values.prefix(32).map { "\($0.key.printable()): \($0.value?.shown ?? "")" }.joined(separator: ", "))}"
        case .bytes(let bytes): "\(bytes.count) bytes"
        default: ""
        }
    }
}

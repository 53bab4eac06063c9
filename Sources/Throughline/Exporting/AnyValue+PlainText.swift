import OTLP

extension AnyValue {
    /// Text as it is, and everything else as JSON (common specification, "Mapping Arbitrary Data to …": non-string
    /// values are represented as JSON).
    var plainText: String {
        switch self {
        case .string(let text): text
        case .empty: ""
        default: jsonText(depth: 0)
        }
    }

    private func jsonText(depth: Int) -> String {
        guard depth < 16 else { return "null" }
        return switch self {
        case .empty: "null"
        case .string(let text): Self.quoted(text)
        case .bool(let bool): bool ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): PrometheusNumber.text(number, in: .text)
        case .bytes(let bytes): Self.quoted(bytes.hexDigits)
        case .array(let values): "[" + values.map { $0.jsonText(depth: depth + 1) }.joined(separator: ",") + "]"
        case .keyValueList(let members):
            "{"
                + members.map { Self.quoted($0.key) + ":" + ($0.value ?? .empty).jsonText(depth: depth + 1) }
                .joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

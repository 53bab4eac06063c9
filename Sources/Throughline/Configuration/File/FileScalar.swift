/// A value of a configuration file, by the rules of YAML 1.2's core schema (section 10.3.2), which the data model of
/// declarative configuration asks for: `yes` and `on` are text.
enum FileScalar: Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)

    /// - Parameters:
    ///   - text: What stands in the file, references to the environment replaced.
    ///   - isPlain: Whether it stands there without quotes; with quotes it is text, whatever it says.
    init(_ text: String, isPlain: Bool) {
        guard isPlain else {
            self = .string(text)
            return
        }
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".nan", ".NaN", ".NAN": self = .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .double(-.infinity)
        default: self = Self.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> FileScalar? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map { .int($0) } }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map { .int($0) } }
        guard let first = text.utf8.first, text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
            "0123456789+-.".utf8.contains(first), text.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        if let number = Int(text) { return .int(number) }
        // An integer that is larger than any is still a number.
        return Double(text).map { .double($0) }
    }

    /// What it is, for a message that says what was expected instead. Never the value: it may be secret.
    var kind: String {
        switch self {
        case .null: "empty"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string: "text"
        }
    }
}

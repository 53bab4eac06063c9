/// Reads what a term asks of a field.
struct FieldReader {
    let key: String
    let sign: String
    let value: String
    let isQuoted: Bool
    /// Of the value.
    let position: Int

    func test(of field: Query.TraceField) throws(QueryError) -> ValueTest {
        switch field {
        case .duration: try number(duration)
        case .spans, .errors, .services: try number { Number($0) }
        case .root: try any()
        }
    }

    func test(of field: Query.Field) throws(QueryError) -> ValueTest {
        switch field {
        case .service, .name, .scope, .event, .log, .attribute: try any()
        case .duration: try number(duration)
        case .severity: try severity()
        case .kind: try word(among: SpanKind.allCases.map(\.rawValue))
        case .status: try word(among: SpanStatus.allCases.map(\.rawValue))
        case .trace: try identifier(digits: 32)
        case .span: try identifier(digits: 16)
        }
    }

    private func error(_ message: String) -> QueryError { QueryError(message: message, position: position) }

    private var isExistence: Bool { value == "*" && !isQuoted && (sign == ":" || sign == "=") }

    private func any() throws(QueryError) -> ValueTest {
        if isExistence { return .exists }
        switch sign {
        case "=", ":": return .equals(Literal(value))
        case "!=": return .differs(Literal(value))
        case "~": return .contains(TextPattern(value))
        default:
            guard let number = Number(value) ?? duration(value) else {
                throw error("\(sign) compares numbers, and \"\(value)\" is none.")
            }
            return comparison(number)
        }
    }

    private func comparison(_ number: Number) -> ValueTest {
        switch sign {
        case "<": .compares(.less, number)
        case "<=": .compares(.lessOrEqual, number)
        case ">": .compares(.greater, number)
        default: .compares(.greaterOrEqual, number)
        }
    }

    private func number(_ read: (String) -> Number?) throws(QueryError) -> ValueTest {
        if isExistence { return .exists }
        guard sign != "~" else { throw error("\(key) is a number: compare it with = > >= < or <=.") }
        guard let number = read(value) else {
            let example =
                switch key {
                case "severity": "\(key)>=WARN"
                case "duration", "trace.duration": "\(key)>100ms"
                default: "\(key)>10"
                }
            throw error("\"\(value)\" is no value of \(key); write \(example), say.")
        }
        switch sign {
        case "=", ":": return .equals(Literal(number.text))
        case "!=": return .differs(Literal(number.text))
        default: return comparison(number)
        }
    }

    /// A word stands for a range of four numbers.
    private func severity() throws(QueryError) -> ValueTest {
        guard let severity = Severity(name: value) else { return try number { Number($0) } }
        let last = Int64(severity.lowest + 3)
        return switch sign {
        case "=", ":": .equals(Literal(severity.rawValue))
        case "!=": .differs(Literal(severity.rawValue))
        case "<", ">=": comparison(.int(last - 3))
        case "<=", ">": comparison(.int(last))
        default: throw error("severity is a number: compare it with = > >= < or <=.")
        }
    }

    private func word(among words: [String]) throws(QueryError) -> ValueTest {
        if isExistence { return .exists }
        guard words.contains(value.lowercased()) else {
            throw error("\(key) is one of \(words.joined(separator: ", ")).")
        }
        return try equality(value.lowercased())
    }

    private func identifier(digits: Int) throws(QueryError) -> ValueTest {
        if isExistence { return .exists }
        let text = value.lowercased()
        guard text.utf8.count == digits, text.allSatisfy(\.isHexDigit) else {
            throw error("The id of a \(key) has \(digits) hexadecimal digits.")
        }
        return try equality(text)
    }

    private func equality(_ text: String) throws(QueryError) -> ValueTest {
        switch sign {
        case "=", ":": .equals(Literal(text))
        case "!=": .differs(Literal(text))
        default: throw error("\(key) can be compared with = and != only.")
        }
    }

    /// Nanoseconds.
    private func duration(_ text: String) -> Number? {
        let units: [(String, Double)] = [
            ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("min", 60e9), ("m", 60e9),
            ("h", 3_600e9),
        ]
        for (unit, nanoseconds) in units where text.hasSuffix(unit) {
            guard let number = Double(text.dropLast(unit.count)), number.isFinite else { continue }
            let product = number * nanoseconds
            return abs(product) < 9e18 ? .int(Int64(product.rounded())) : .double(product)
        }
        return Number(text)
    }
}

extension Number {
    fileprivate var text: String {
        switch self {
        case .int(let number): String(number)
        case .double(let number): "\(number)"
        }
    }
}

/// The side that a span stands on, in the words of queries and of JSON.
enum SpanKind: String, CaseIterable {
    case `internal`
    case server
    case client
    case producer
    case consumer

    /// - Parameter number: OTLP's; where it says none, or none that is known, it is to be taken as `internal`.
    init(_ number: Int32) {
        self = (1..<6).contains(number) ? Self.allCases[Int(number) - 1] : .internal
    }
}

/// How a span ended, in the words of queries and of JSON.
enum SpanStatus: String, CaseIterable {
    case unset
    case ok
    case error

    init(_ number: Int32?) {
        self = number == 1 ? .ok : number == 2 ? .error : .unset
    }
}

/// How grave a log record is, by the range of its number.
enum Severity: String, CaseIterable {
    case trace = "TRACE"
    case debug = "DEBUG"
    case info = "INFO"
    case warn = "WARN"
    case error = "ERROR"
    case fatal = "FATAL"

    init?(name: String) {
        self.init(rawValue: name.uppercased())
    }

    /// - Returns: `nil` for a number that no range has.
    init?(number: Int32) {
        guard (1...24).contains(number) else { return nil }
        self = Self.allCases[Int(number - 1) / 4]
    }

    /// The first number of the range.
    var lowest: Int { (Self.allCases.firstIndex(of: self) ?? 0) * 4 + 1 }
}

import WireText

/// Reads settings out of environment variables by the rules that hold for all of them, and remembers what was wrong.
///
/// An empty variable is an unset one. What cannot be used is a warning, and the setting stays as it was.
///
/// Source: [Environment variable specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
struct Environment {
    private let variables: [String: String]

    /// What was wrong, in the order in which it was read.
    private(set) var warnings: [ConfigurationWarning] = []

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// The text of a variable without white space around it. `nil` if there is nothing else.
    func text(_ name: String) -> String? {
        guard let value = variables[name] else { return nil }
        let text = value.utf8.trimmingOptionalWhitespace()
        return text.isEmpty ? nil : String(Substring(text))
    }

    /// The first of several variables that is set.
    func firstSet(of names: [String]) -> String? {
        names.first { text($0) != nil }
    }

    mutating func warn(_ name: String, _ problem: String, using fallback: String) {
        // A variable that several signals read is still wrong only once.
        let warning = ConfigurationWarning(setting: name, problem: problem, fallback: fallback)
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    /// Only `true` is true, in upper or lower case. What is neither `true` nor `false` is false, and a warning.
    mutating func read(_ name: String, into setting: inout Bool) {
        guard let text = text(name) else { return }
        switch text.lowercased() {
        case "true": setting = true
        case "false": setting = false
        default:
            setting = false
            warn(name, "is neither true nor false: \"\(text.printable())\"", using: "false is used")
        }
    }

    /// A whole number. Below the range it cannot be used; above it the upper bound is used.
    mutating func read(_ name: String, into setting: inout Int, in range: ClosedRange<Int>) {
        guard let number = wholeNumber(name, in: range, fallback: "\(setting)") else { return }
        setting = number
    }

    /// A whole number that is unlimited by default.
    mutating func read(_ name: String, into setting: inout Int?, in range: ClosedRange<Int>) {
        let fallback = setting.map { "\($0)" } ?? "no limit"
        guard let number = wholeNumber(name, in: range, fallback: fallback) else { return }
        setting = number
    }

    /// A duration in milliseconds.
    mutating func read(_ name: String, into setting: inout Duration, inMilliseconds range: ClosedRange<Int>) {
        let fallback = "\(setting / .milliseconds(1)) ms"
        guard let milliseconds = wholeNumber(name, in: range, fallback: fallback) else { return }
        setting = .milliseconds(milliseconds)
    }

    /// A duration in milliseconds that may be unset.
    ///
    /// - Parameter fallback: What holds where it is.
    mutating func read(
        _ name: String,
        into setting: inout Duration?,
        inMilliseconds range: ClosedRange<Int>,
        using fallback: Duration
    ) {
        let fallback = "\(fallback / .milliseconds(1)) ms"
        guard let milliseconds = wholeNumber(name, in: range, fallback: fallback) else { return }
        setting = .milliseconds(milliseconds)
    }

    /// One of several words, in upper or lower case.
    mutating func read<Value>(
        _ name: String,
        into setting: inout Value,
        oneOf words: KeyValuePairs<String, Value>,
        using fallback: String
    ) {
        guard let text = text(name) else { return }
        if let choice = words.first(where: { $0.key == text.lowercased() }) {
            setting = choice.value
        } else {
            let words = words.map(\.key).joined(separator: ", ")
            warn(name, "is not one of \(words): \"\(text.printable())\"", using: fallback)
        }
    }

    /// The words of a comma-separated list, in lower case, each once.
    func words(_ name: String) -> [String] {
        guard let text = text(name) else { return [] }
        var words: [String] = []
        for field in text.utf8.split(separator: UInt8(ascii: ",")) {
            let word = String(Substring(field.trimmingOptionalWhitespace())).lowercased()
            if !word.isEmpty, !words.contains(word) {
                words.append(word)
            }
        }
        return words
    }

    private mutating func wholeNumber(_ name: String, in range: ClosedRange<Int>, fallback: String) -> Int? {
        guard let text = text(name) else { return nil }
        // A number that is too large for an Int is still a number.
        let isNumber = text.utf8.allSatisfy(\.isDigit)
        guard let number = Int(text) ?? (isNumber ? .max : nil) else {
            warn(name, "is not a whole number: \"\(text.printable())\"", using: "\(fallback) is used")
            return nil
        }
        if number < range.lowerBound {
            warn(name, "is less than \(range.lowerBound): \"\(text.printable())\"", using: "\(fallback) is used")
            return nil
        }
        if number > range.upperBound {
            warn(name, "is more than \(range.upperBound)", using: "\(range.upperBound) is used")
            return range.upperBound
        }
        return number
    }
}

/// The references to environment variables in a configuration file: `${NAME}`, `${env:NAME}`, `${NAME:-default}`, and `$$`
/// for a dollar sign.
///
/// Source: [Declarative configuration, environment variable
/// substitution](https://opentelemetry.io/docs/specs/otel/configuration/data-model/#environment-variable-substitution).
struct EnvironmentSubstitution {
    /// A reference that is none. The text may be secret, and is not part of it.
    struct InvalidReference: Error {}

    private let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// Replaces the references. What comes out of a variable is not looked at again.
    ///
    /// A variable that is not set, or empty, is its default, or nothing.
    func apply(to text: String) throws(InvalidReference) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest.removeFirst()
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw InvalidReference() }
                result += try value(of: rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    private func value(of reference: Substring) throws(InvalidReference) -> String {
        var name = reference
        if name.hasPrefix("env:") { name = name.dropFirst(4) }
        var fallback: Substring = ""
        if let range = name.firstRange(of: ":-") {
            fallback = name[range.upperBound...]
            name = name[..<range.lowerBound]
        }
        guard Self.isName(name), !fallback.contains(where: \.isNewline) else { throw InvalidReference() }
        if let value = variables[String(name)], !value.isEmpty { return value }
        return String(fallback)
    }

    private static func isName(_ name: Substring) -> Bool {
        guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
        return name.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
        }
    }
}

/// A media type and its parameters, such as `text/csv; charset=utf-8`.
///
/// Source: RFC 2045, section 5.1.
struct ContentType {
    /// The type, in lower case.
    private(set) var type: String
    /// The subtype, in lower case.
    private(set) var subtype: String
    private(set) var parameters: [(name: String, value: String)] = []

    /// Whether it matters here what the bytes say: for the charset, or for what must not be encoded.
    var isText: Bool { type == "text" || type == "message" }

    /// The value of a parameter, whose name is in lower case.
    func value(of name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Reads what stands in a `Content-Type` header.
    /// - Throws: ``MailError/invalidHeader(name:reason:)``.
    init(_ text: String) throws(MailError) {
        var rest = Substring(text).utf8[...]
        guard let type = Self.token(&rest), rest.popFirst() == UInt8(ascii: "/"), let subtype = Self.token(&rest) else {
            throw .invalidHeader(name: "Content-Type", reason: "is not a type and a subtype")
        }
        self.type = type
        self.subtype = subtype
        while true {
            Self.skipSpaces(&rest)
            guard !rest.isEmpty else { break }
            guard rest.popFirst() == UInt8(ascii: ";") else {
                throw .invalidHeader(name: "Content-Type", reason: "has something behind the type that is no parameter")
            }
            Self.skipSpaces(&rest)
            if rest.isEmpty { break }
            guard let name = Self.token(&rest), rest.popFirst() == UInt8(ascii: "="), let value = Self.value(&rest)
            else {
                throw .invalidHeader(name: "Content-Type", reason: "has a parameter that is none")
            }
            // With a * it would be encoded already, by RFC 2231, which is done here for values beyond ASCII.
            guard name.utf8.count <= Self.longestName, !name.utf8.contains(UInt8(ascii: "*")) else {
                throw .invalidHeader(
                    name: "Content-Type",
                    reason: "has a parameter with a name that is too long or has a *"
                )
            }
            try HeaderWriter.check(value, of: "Content-Type")
            parameters.append((name, value))
        }
    }

    /// Enough for all that are registered, and leaves room for a value on the same line.
    private static let longestName = 40

    private static func skipSpaces(_ rest: inout Substring.UTF8View) {
        while rest.first == UInt8(ascii: " ") { rest.removeFirst() }
    }

    private static func token(_ rest: inout Substring.UTF8View) -> String? {
        let token = rest.prefix(while: ByteSet.token.contains)
        guard !token.isEmpty, token.count <= 127 else { return nil }
        rest = rest[token.endIndex...]
        return String(Substring(token)).lowercased()
    }

    private static func value(_ rest: inout Substring.UTF8View) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix(while: ByteSet.token.contains)
            rest = rest[token.endIndex...]
            return token.isEmpty ? nil : String(Substring(token))
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped)
            default: value.append(byte)
            }
        }
        return nil
    }
}

/// A query without the values that are secrets.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.query`)
enum RedactedQuery {
    /// The query with `REDACTED` for the value of every key that holds a secret.
    static func text(of query: some StringProtocol, hiding keys: SecretQueryKeys = .conventional) -> String {
        // Bytes are looked for, not characters: with a combining mark behind it, a "=" is another character.
        let query = String(query)
        let bytes = query.utf8
        var redacted = ""
        var copied = bytes.startIndex
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.endIndex
            if let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")), keys.contains(query[start..<equals]) {
                redacted += query[copied..<equals]
                redacted += "=REDACTED"
                copied = end
            }
            start = end < bytes.endIndex ? bytes.index(after: end) : end
        }
        return copied == bytes.startIndex ? query : redacted + query[copied...]
    }
}

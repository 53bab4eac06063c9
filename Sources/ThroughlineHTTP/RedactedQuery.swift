/// A query without the values that sign a request: who has them can do what the signer may.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.query`)
enum RedactedQuery {
    /// The query with `REDACTED` for the value of every key that is known to hold a secret.
    static func text(of query: String) -> String {
        guard query.utf8.contains(UInt8(ascii: "=")) else { return query }
        var hasSecret = false
        // Bytes are looked for, not characters: with a combining mark behind it, a "=" is another character.
        let pairs = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { pair in
            let pair = Substring(pair)
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { return pair }
            let key = pair[..<equals]
            guard secretKeys.contains(key) else { return pair }
            hasSecret = true
            return "\(key)=REDACTED"
        }
        return hasSecret ? pairs.joined(separator: "&") : query
    }

    /// Case-sensitive, as the convention has them.
    private static let secretKeys: Set<Substring> = [
        "AWSAccessKeyId", "Signature", "X-Amz-Credential", "X-Amz-Security-Token", "X-Amz-Signature",
        "X-Goog-Signature", "sig",
    ]
}

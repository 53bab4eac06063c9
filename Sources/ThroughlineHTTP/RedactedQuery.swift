/// A query without the values that sign a request: who has them can do what the signer may.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.query`)
enum RedactedQuery {
    /// The query with `REDACTED` for the value of every key that is known to hold a secret.
    static func text(of query: String) -> String {
        guard query.utf8.contains(UInt8(ascii: "=")) else { return query }
        var hasSecret = false
        let pairs = query.split(separator: "&", omittingEmptySubsequences: false).map { pair -> Substring in
            guard let equals = pair.firstIndex(of: "="), secretKeys.contains(pair[..<equals]) else { return pair }
            hasSecret = true
            return "\(pair[...equals])REDACTED"
        }
        return hasSecret ? pairs.joined(separator: "&") : query
    }

    /// Case-sensitive, as the convention has them.
    private static let secretKeys: Set<Substring> = [
        "AWSAccessKeyId", "Signature", "X-Amz-Credential", "X-Amz-Security-Token", "X-Amz-Signature",
        "X-Goog-Signature", "sig",
    ]
}

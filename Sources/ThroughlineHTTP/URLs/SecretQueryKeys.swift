import WireText

/// The keys of a query whose values are secrets: whoever has them can do what the one who signed the URL may.
///
/// ```swift
/// options.secretQueryKeys = ["token"]                      // these, and no other
/// options.secretQueryKeys = .conventional.adding("token")  // these too
/// ```
///
/// Case counts. A key is also known by its percent-encoded forms.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.full`, `url.query`, v1.44)
public struct SecretQueryKeys: Sendable {
    private let keys: Set<Substring>

    public init(_ keys: some Sequence<String>) {
        self.keys = Set(keys.map { $0[...] })
    }

    /// The keys that the convention lists: the signatures of AWS, Azure and Google Cloud.
    public static let conventional: SecretQueryKeys = [
        "AWSAccessKeyId", "Signature", "X-Amz-Credential", "X-Amz-Security-Token", "X-Amz-Signature",
        "X-Goog-Signature", "sig",
    ]

    /// These keys and others.
    public func adding(_ others: String...) -> SecretQueryKeys {
        SecretQueryKeys(keys.map(String.init) + others)
    }

    func contains(_ key: Substring) -> Bool {
        keys.contains(key)
            || (key.utf8.contains(UInt8(ascii: "%")) && keys.contains(PercentEncoding.decodeLeniently(key)[...]))
    }
}

extension SecretQueryKeys: ExpressibleByArrayLiteral {
    public init(arrayLiteral keys: String...) {
        self.init(keys)
    }
}

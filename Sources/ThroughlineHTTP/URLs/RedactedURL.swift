/// A URL without the secrets in it.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.full`)
enum RedactedURL {
    /// The URL with `REDACTED:REDACTED` for its user and password, and `REDACTED` for the value of every key that holds a
    /// secret.
    ///
    /// Control characters, which no URL has, are percent-encoded.
    static func text(of url: String, hiding keys: SecretQueryKeys = .conventional) -> String {
        text(of: url, URLParts(url), hiding: keys)
    }

    static func text(of url: String, _ parts: URLParts, hiding keys: SecretQueryKeys) -> String {
        let isPlain = parts.userInfo == nil && parts.query == nil && parts.fragment == nil
        return SafeText.url(isPlain && !mayHideCredentials(url, parts) ? url : redacted(url, parts, hiding: keys))
    }

    private static func redacted(_ url: String, _ parts: URLParts, hiding keys: SecretQueryKeys) -> String {
        var text = parts.scheme.isEmpty ? "" : "\(parts.scheme)://"
        if mayHideCredentials(url, parts), let at = url.utf8.lastIndex(of: UInt8(ascii: "@")) {
            let known = text + "REDACTED:REDACTED" + url[at...]
            return redacted(known, URLParts(known), hiding: keys)
        }
        if parts.userInfo != nil { text += "REDACTED:REDACTED@" }
        text += parts.hostAndPort
        text += parts.path
        if let query = parts.query { text += "?" + RedactedQuery.text(of: query, hiding: keys) }
        if let fragment = parts.fragment { text += "#" + RedactedQuery.text(of: fragment, hiding: keys) }
        return text
    }

    /// A password with a `/`, a `?` or a `#` in it ends the authority before its `@`, and what is left of the authority
    /// is none. Nobody can send such a request, but it leaves a span.
    private static func mayHideCredentials(_ url: String, _ parts: URLParts) -> Bool {
        guard parts.userInfo == nil, url.utf8.contains(UInt8(ascii: "@")) else { return false }
        return URLOrigin(parts) == nil
    }
}

/// A URL without the secrets in it.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (`url.full`)
enum RedactedURL {
    /// The URL with `REDACTED:REDACTED` for its user and password, and `REDACTED` for the value of every key that holds a
    /// secret.
    ///
    /// Spaces and control characters, which no URL has, are percent-encoded.
    static func text(of url: String, hiding keys: SecretQueryKeys = .conventional) -> String {
        text(of: url, URLParts(url), hiding: keys)
    }

    static func text(of url: String, _ parts: URLParts, hiding keys: SecretQueryKeys) -> String {
        let isPlain = parts.userInfo == nil && parts.query == nil && parts.fragment == nil
        let printable = isPlain && !mayHideCredentials(url, parts) ? url : redacted(url, parts, hiding: keys)
        return printable.utf8.allSatisfy(isPrintable) ? printable : encoded(printable)
    }

    private static func redacted(_ url: String, _ parts: URLParts, hiding keys: SecretQueryKeys) -> String {
        var text = ""
        text.reserveCapacity(url.utf8.count)
        if !parts.scheme.isEmpty { text += "\(parts.scheme)://" }
        if mayHideCredentials(url, parts), let at = url.utf8.lastIndex(of: UInt8(ascii: "@")) {
            return text + "REDACTED:REDACTED" + url[at...]
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

    private static func isPrintable(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7F }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPrintable(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

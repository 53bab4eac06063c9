import WireText

/// Whom a URL speaks of: scheme, host and port (RFC 6454, section 4).
package struct URLOrigin: Hashable, Sendable {
    /// The scheme, in lower case.
    package let scheme: String
    /// A name or an address without brackets, or the path of a Unix domain socket.
    package let host: String
    /// The port, also where the URL leaves it to the scheme; `nil` for a Unix domain socket.
    package let port: Int?

    /// `nil` for what names no server.
    package init?(_ url: String) {
        self.init(URLParts(url))
    }

    init?(_ parts: URLParts) {
        scheme = parts.scheme.lowercased()
        switch scheme {
        case "http", "https":
            guard let authority = Authority(String(parts.hostAndPort)) else { return nil }
            host = authority.host
            port = authority.port ?? (scheme == "https" ? 443 : 80)
        case "http+unix", "https+unix":
            guard !parts.hostAndPort.isEmpty else { return nil }
            host = PercentEncoding.decodeLeniently(parts.hostAndPort)
            port = nil
        case "unix":
            guard !parts.path.isEmpty else { return nil }
            host = String(parts.path)
            port = nil
        default:
            return nil
        }
    }

    /// Whether two URLs are the same server's, so that one may see what was meant for the other.
    package func isSame(as other: URLOrigin) -> Bool {
        scheme == other.scheme && port == other.port && host.lowercased() == other.host.lowercased()
    }
}

import WireText

/// Requests that are not traced: by their host, or by their URL.
///
/// ```swift
/// options.excluded = ["169.254.169.254", "*.internal", "https://api.example/health*"]
/// ```
///
/// A pattern with a `/` is matched against the URL without its query, any other against the host; `*` stands for any run
/// of characters, and the case of a host does not count.
public struct ExcludedURLs: Sendable {
    private var hosts: [Wildcard] = []
    private var urls: [Wildcard] = []

    public init(_ patterns: some Sequence<String>) {
        for pattern in patterns where !pattern.isEmpty {
            if pattern.utf8.contains(UInt8(ascii: "/")) {
                urls.append(Wildcard(pattern))
            } else {
                hosts.append(Wildcard(pattern.lowercased()))
            }
        }
    }

    /// Whether requests for this URL are not traced.
    public func contains(_ url: String) -> Bool {
        guard !hosts.isEmpty || !urls.isEmpty else { return false }
        let parts = URLParts(url)
        if !hosts.isEmpty, let host = URLOrigin(parts)?.host.lowercased(), hosts.contains(where: { $0.matches(host) }) {
            return true
        }
        guard !urls.isEmpty else { return false }
        let address = "\(parts.scheme)://\(parts.hostAndPort)\(parts.path)"
        return urls.contains { $0.matches(address) }
    }

    /// The patterns of both.
    public static func + (first: ExcludedURLs, second: ExcludedURLs) -> ExcludedURLs {
        var both = first
        both.hosts += second.hosts
        both.urls += second.urls
        return both
    }

    public static func += (first: inout ExcludedURLs, second: ExcludedURLs) {
        first = first + second
    }
}

extension ExcludedURLs: ExpressibleByArrayLiteral {
    public init(arrayLiteral patterns: String...) {
        self.init(patterns)
    }
}

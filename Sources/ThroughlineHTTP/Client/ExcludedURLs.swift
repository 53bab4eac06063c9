/// Requests that are not traced: by their host, or by their URL.
///
/// ```swift
/// options.excluded = ["169.254.169.254", "*.internal", "https://api.example/health*"]
/// ```
///
/// A pattern with a `/` is matched against the URL without its query, any other against the host; `*` stands for any run
/// of characters, and the case of a host does not count.
public struct ExcludedURLs: Sendable {
    private let hosts: [Wildcard]
    private let urls: [Wildcard]

    public init(_ patterns: some Sequence<String>) {
        var hosts: [Wildcard] = []
        var urls: [Wildcard] = []
        for pattern in patterns where !pattern.isEmpty {
            if pattern.utf8.contains(UInt8(ascii: "/")) {
                urls.append(Wildcard(pattern))
            } else {
                hosts.append(Wildcard(pattern.lowercased()))
            }
        }
        self.hosts = hosts
        self.urls = urls
    }

    /// What the environment variable `OTEL_SWIFT_HTTP_CLIENT_EXCLUDED_URLS` lists, separated by commas. It is read once.
    public static let environment = ExcludedURLs(EnvironmentList.names(in: "OTEL_SWIFT_HTTP_CLIENT_EXCLUDED_URLS"))

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
}

extension ExcludedURLs: ExpressibleByArrayLiteral {
    public init(arrayLiteral patterns: String...) {
        self.init(patterns)
    }
}

import HTTPTypes

/// The requests that leave neither spans nor metrics.
struct PathPatterns: Sendable {
    let isEmpty: Bool
    private let patterns: [PathPattern]

    init(_ patterns: [PathPattern]) {
        self.patterns = patterns
        isEmpty = patterns.isEmpty
    }

    /// Whether one of the patterns describes the request's path or its route.
    func match(_ request: HTTPRequest, route: String?) -> Bool {
        guard !isEmpty else { return false }
        if let route, patterns.contains(where: { $0.matches(route) }) { return true }
        let path = RequestTarget(request.path).path
        return path != route && patterns.contains { $0.matches(path) }
    }
}

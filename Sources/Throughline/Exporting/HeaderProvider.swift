import Synchronization

/// Headers that do not hold for ever: the token of an identity provider, say.
///
/// ```swift
/// configuration.otlp.headerProvider = HeaderProvider {
///     ["authorization": "Bearer \(try await tokens.current())"]
/// }
/// ```
///
/// They are asked for before the first request, kept, and asked for again when the collector answers 401, once a request. Where
/// the closure throws, the request waits to be sent again like any other that did not arrive. It runs in the time that a request
/// may take, `Configuration.OTLP.timeout`.
public final class HeaderProvider: Sendable, Hashable {
    private let fetch: @Sendable () async throws -> Headers
    private let kept = Mutex<Headers?>(nil)

    public init(_ fetch: @escaping @Sendable () async throws -> Headers) {
        self.fetch = fetch
    }

    func headers() async throws -> Headers {
        if let headers = kept.withLock({ $0 }) { return headers }
        let headers = try await fetch()
        kept.withLock { $0 = headers }
        return headers
    }

    /// Forgets what the collector did not take.
    func forget() { kept.withLock { $0 = nil } }

    public static func == (one: HeaderProvider, other: HeaderProvider) -> Bool { one === other }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

import AsyncHTTPClient
import Synchronization

/// Clients like those that an application has, but which neither trace nor follow redirects by themselves.
///
/// How a client traces and redirects is decided when it is made, not for each request. So a client that does either gets a
/// twin: same configuration, same event loops, connections of its own. The twin lives as long as the client, so that
/// wrapping a client anew for each request makes nothing anew.
enum UntracedTwins {
    private static let twins = Mutex<[ObjectIdentifier: Twin]>([:])

    private struct Twin {
        weak var original: HTTPClient?
        let managed: ManagedClient

        /// The client, unless this is what another object has left, at the same address.
        func of(_ client: HTTPClient) -> ManagedClient? { original === client ? managed : nil }
    }

    /// The twin of a client.
    ///
    /// - Parameter configuration: The client's configuration.
    static func twin(of client: HTTPClient, configuration: HTTPClient.Configuration) -> ManagedClient {
        let identity = ObjectIdentifier(client)
        // A client is made, and those that nobody needs are ended, with no lock held.
        if let known = twins.withLock({ $0[identity]?.of(client) }) { return known }
        let made = ManagedClient(
            HTTPClient(eventLoopGroup: client.eventLoopGroup, configuration: configuration.untraced)
        )
        let (managed, _): (ManagedClient, [Twin]) = twins.withLock { twins in
            if let known = twins[identity]?.of(client) { return (known, []) }
            let orphans = twins.values.filter { $0.original == nil }
            twins = twins.filter { $0.value.original != nil }
            twins[identity] = Twin(original: client, managed: made)
            return (made, orphans)
        }
        return managed
    }
}

extension HTTPClient.Configuration {
    /// The same configuration for a client that leaves tracing and redirects to this module.
    var untraced: HTTPClient.Configuration {
        var configuration = self
        configuration.tracing.tracer = nil
        // Redirects that cannot be read stay with the client, one span for all of them.
        if HiddenState.redirects(of: self) != nil { configuration.redirectConfiguration = .disallow }
        return configuration
    }
}

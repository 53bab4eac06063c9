public import AsyncHTTPClient
public import NIOCore
import SpanRecording
public import ThroughlineHTTP
import Tracing

/// AsyncHTTPClient with a span for every request, by the conventions for HTTP, and the trace goes on at the server.
///
/// ```swift
/// let client = TracedHTTPClient(HTTPClient.shared)
///
/// var request = HTTPClientRequest(url: "https://partner.example/price/1")
/// request.headers.add(name: "Accept", value: "application/json")
/// let response = try await client.execute(request, timeout: .seconds(5), urlTemplate: "/price/{id}")
/// ```
///
/// There is one CLIENT span for each attempt: a redirect that is followed and a failure after which the request is sent again
/// have spans of their own, with `http.request.resend_count`. A span ends when the response's head is read; reading the
/// body is not part of it, and need not ever end. Headers of another trace that the request has are replaced.
///
/// AsyncHTTPClient's own tracing, which is on by default, stays silent: no request has two spans, or a header twice. It is
/// decided when a client is made, as is how redirects are followed. So ``init(configuration:eventLoopGroup:options:retries:)``
/// is the plain way; a client that exists is used as it is if it neither traces nor follows redirects by itself, and else
/// has its configuration, event loops and nothing else in common with the client that requests go to.
///
/// Only `async` requests are traced. For a delegate, or futures, make an `HTTPClientSpan`, and send its `traceFields`.
public struct TracedHTTPClient: Sendable {
    /// What is recorded.
    public let options: HTTPClientOptions
    /// When a request is sent again because it has failed.
    public let retries: Retries

    let client: HTTPClient
    /// What is done with redirects; `nil` where they are left to the client.
    let redirects: Redirects?
    /// Whether the client makes spans itself, and nothing can be done about it.
    let tracesItself: Bool
    /// Waits before a request is sent again.
    let sleep: @Sendable (Duration) async throws -> Void

    private let managed: ManagedClient?
    private let isOwner: Bool

    /// A client that requests go to from the tracing of which on this one takes over.
    ///
    /// Shut it down as before; this one has nothing to shut down.
    ///
    /// - Parameters:
    ///   - client: An application's client, such as `HTTPClient.shared`.
    ///   - options: What is recorded.
    ///   - retries: When a request is sent again.
    public init(_ client: HTTPClient, options: HTTPClientOptions = HTTPClientOptions(), retries: Retries = .never) {
        let configuration = HiddenState.configuration(of: client)
        let redirects = configuration.flatMap { HiddenState.redirects(of: $0) }
        let traces = client.tracer.map { !($0 is NoOpTracer) } ?? false
        if let configuration, traces || redirects?.areFollowed == true {
            let managed = UntracedTwins.twin(of: client, configuration: configuration)
            self.init(managed.client, managed, isOwner: false, redirects: redirects, options: options, retries: retries)
        } else {
            self.init(
                client,
                nil,
                isOwner: false,
                redirects: redirects,
                tracesItself: traces,
                options: options,
                retries: retries
            )
        }
    }

    /// A client of its own, which ``shutdown()`` ends.
    ///
    /// - Parameters:
    ///   - configuration: How it connects, and whether it follows redirects. Its `tracing` does not count.
    ///   - eventLoopGroup: Where it runs.
    ///   - options: What is recorded.
    ///   - retries: When a request is sent again.
    public init(
        configuration: HTTPClient.Configuration = HTTPClient.Configuration(),
        eventLoopGroup: any EventLoopGroup = HTTPClient.defaultEventLoopGroup,
        options: HTTPClientOptions = HTTPClientOptions(),
        retries: Retries = .never
    ) {
        let managed = ManagedClient(HTTPClient(eventLoopGroup: eventLoopGroup, configuration: configuration.untraced))
        self.init(
            managed.client,
            managed,
            isOwner: true,
            redirects: HiddenState.redirects(of: configuration),
            options: options,
            retries: retries
        )
    }

    init(
        _ client: HTTPClient,
        _ managed: ManagedClient?,
        isOwner: Bool,
        redirects: Redirects?,
        tracesItself: Bool = false,
        options: HTTPClientOptions,
        retries: Retries,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.client = client
        self.managed = managed
        self.isOwner = isOwner
        self.redirects = redirects
        self.tracesItself = tracesItself
        self.options = options
        self.retries = retries
        self.sleep = sleep
    }

    /// Ends the connections, if the client is this one's own. A client that was given is left alone.
    public func shutdown() async throws {
        if isOwner { try await managed?.shutdown() }
    }
}

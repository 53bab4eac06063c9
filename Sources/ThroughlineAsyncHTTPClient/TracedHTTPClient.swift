public import AsyncHTTPClient
public import NIOCore
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
/// There is one CLIENT span for each attempt: a redirect that is followed, and a failure after which the request is sent
/// again, have spans of their own with `http.request.resend_count`. A span ends when the response's head is read; reading
/// the body is no part of it, and need not ever end. Headers of another trace that a request has are replaced.
///
/// AsyncHTTPClient's own tracing, which is on by default, stays silent: no request has two spans, or a header twice. Whether
/// a client traces, and whether it follows redirects, is decided when it is made, not for each request. A client that is given
/// and does neither is used as it is. For any other a client is made that does neither, with the same configuration, on the same
/// event loops, with connections of its own. To have that in your own hands, let
/// ``init(configuration:eventLoopGroup:options:retries:onRequest:onResponse:onError:)`` make the client.
///
/// Only `async` requests are traced. For a delegate, or futures, make an `HTTPClientSpan`, and send its `traceFields`.
public struct TracedHTTPClient: Sendable {
    let client: HTTPClient
    let recording: RequestRecording
    let retries: Retries
    /// What is done with redirects; `nil` where they are left to the client.
    let redirects: Redirects?
    /// Whether the client makes spans itself, and nothing can be done about it.
    let tracesItself: Bool

    /// Keeps a client alive that this module has made.
    private let managed: ManagedClient?
    private let isOwner: Bool

    /// A client that an application has, such as `HTTPClient.shared`.
    ///
    /// Shut it down as before; here there is nothing to shut down.
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - options: What spans and metrics hold, and which requests have none.
    ///   - retries: When a request is sent again because it has failed.
    ///   - onRequest: Is told each request, when its span has started.
    ///   - onResponse: Is told the head of each response.
    ///   - onError: Is told why there is no response.
    public init(
        _ client: HTTPClient,
        options: HTTPClientOptions = .fromEnvironment(),
        retries: Retries = .never,
        onRequest: RequestHook? = nil,
        onResponse: ResponseHook? = nil,
        onError: ErrorHook? = nil
    ) {
        let recording = RequestRecording(options, Hooks(onRequest, onResponse, onError))
        let configuration = HiddenState.configuration(of: client)
        let redirects = configuration.flatMap { HiddenState.redirects(of: $0) }
        let traces = client.tracer.map { !($0 is NoOpTracer) } ?? false
        if let configuration, traces || redirects?.areFollowed == true {
            let twin = UntracedTwins.twin(of: client, configuration: configuration)
            self.init(twin.client, recording, retries: retries, redirects: redirects, managed: twin)
        } else {
            self.init(client, recording, retries: retries, redirects: redirects, tracesItself: traces)
        }
    }

    /// A client of its own, which ``shutdown()`` ends.
    ///
    /// - Parameters:
    ///   - configuration: How it connects, and whether it follows redirects. Its `tracing` does not count.
    ///   - eventLoopGroup: Where it runs.
    ///   - options: What spans and metrics hold, and which requests have none.
    ///   - retries: When a request is sent again because it has failed.
    ///   - onRequest: Is told each request, when its span has started.
    ///   - onResponse: Is told the head of each response.
    ///   - onError: Is told why there is no response.
    public init(
        configuration: HTTPClient.Configuration = HTTPClient.Configuration(),
        eventLoopGroup: any EventLoopGroup = HTTPClient.defaultEventLoopGroup,
        options: HTTPClientOptions = .fromEnvironment(),
        retries: Retries = .never,
        onRequest: RequestHook? = nil,
        onResponse: ResponseHook? = nil,
        onError: ErrorHook? = nil
    ) {
        let managed = ManagedClient(HTTPClient(eventLoopGroup: eventLoopGroup, configuration: configuration.untraced))
        self.init(
            managed.client,
            RequestRecording(options, Hooks(onRequest, onResponse, onError)),
            retries: retries,
            redirects: HiddenState.redirects(of: configuration),
            managed: managed,
            isOwner: true
        )
    }

    init(
        _ client: HTTPClient,
        _ recording: RequestRecording,
        retries: Retries = .never,
        redirects: Redirects?,
        tracesItself: Bool = false,
        managed: ManagedClient? = nil,
        isOwner: Bool = false
    ) {
        self.client = client
        self.recording = recording
        self.retries = retries
        self.redirects = redirects
        self.tracesItself = tracesItself
        self.managed = managed
        self.isOwner = isOwner
    }

    /// Ends the client's connections, if it is this one's own. A client that was given is left alone.
    public func shutdown() async throws {
        if isOwner { try await managed?.shutdown() }
    }
}

public import AsyncHTTPClient
public import NIOCore
public import ThroughlineHTTP

/// Makes a ``TracedHTTPClient`` that is shut down when `body` is over, whether it throws or not.
///
/// ```swift
/// try await withTracedHTTPClient { client in
///     let response = try await client.get(url: "https://partner.example/price/1")
/// }
/// ```
///
/// The other parameters are those of ``TracedHTTPClient``.
public nonisolated(nonsending) func withTracedHTTPClient<Result>(
    configuration: HTTPClient.Configuration = HTTPClient.Configuration(),
    eventLoopGroup: any EventLoopGroup = HTTPClient.defaultEventLoopGroup,
    options: HTTPClientOptions = .fromEnvironment(),
    retries: Retries = .never,
    onRequest: TracedHTTPClient.RequestHook? = nil,
    onResponse: TracedHTTPClient.ResponseHook? = nil,
    onError: TracedHTTPClient.ErrorHook? = nil,
    _ body: nonisolated(nonsending) (TracedHTTPClient) async throws -> Result
) async throws -> Result {
    let client = TracedHTTPClient(
        configuration: configuration,
        eventLoopGroup: eventLoopGroup,
        options: options,
        retries: retries,
        onRequest: onRequest,
        onResponse: onResponse,
        onError: onError
    )
    let result: Result
    do {
        result = try await body(client)
    } catch {
        try? await client.shutdown()
        throw error
    }
    try await client.shutdown()
    return result
}

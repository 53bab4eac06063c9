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
public nonisolated(nonsending) func withTracedHTTPClient<Result>(
    configuration: HTTPClient.Configuration = HTTPClient.Configuration(),
    eventLoopGroup: any EventLoopGroup = HTTPClient.defaultEventLoopGroup,
    options: HTTPClientOptions = HTTPClientOptions(),
    retries: Retries = .never,
    _ body: nonisolated(nonsending) (TracedHTTPClient) async throws -> Result
) async throws -> Result {
    let client = TracedHTTPClient(
        configuration: configuration,
        eventLoopGroup: eventLoopGroup,
        options: options,
        retries: retries
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

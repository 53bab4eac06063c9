import AsyncHTTPClient
import InMemoryTracing
import NIOCore
import NIOHTTP1
import NIOPosix
import SemanticConventions
import TestSupport
import Testing
import ThroughlineHTTP
import Tracing

@testable import ThroughlineAsyncHTTPClient

@Suite("A request that has no response", .timeLimit(.minutes(5)))
struct FailureTests {
    /// Sends one request that fails.
    private func failure(
        _ url: String,
        configuration: HTTPClient.Configuration = .impatient,
        headers: HTTPHeaders = [:],
        timeout: TimeAmount = .seconds(30)
    ) async throws -> FinishedInMemorySpan {
        let spans = try await spans(configuration: configuration) { client in
            var request = HTTPClientRequest(url: url)
            request.headers = headers
            await #expect(throws: (any Error).self) { _ = try await client.execute(request, timeout: timeout) }
        }
        #expect(spans.count == 1)
        let span = try #require(spans.first)
        #expect(span[.httpResponseStatusCode] == nil)
        return span
    }

    @Test("because nobody listens there")
    func refused() async throws {
        let reserved = try ReservedPort()
        let port = reserved.port
        let span = try await failure("http://127.0.0.1:\(port)/")
        withExtendedLifetime(reserved) {}
        #expect(span[.errorType] == "connection_refused")
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
        #expect(span[.serverPort] == port)
    }

    @Test("because nobody knows the host")
    func unknownHost() async throws {
        let span = try await failure("http://no-such-host.invalid/")
        #expect(span[.errorType] == "name_resolution_error")
        #expect(span[.serverAddress] == "no-such-host.invalid")
    }

    @Test("because the connection is reset")
    func reset() async throws {
        let span = try await PlainServer.run(replying: { _, _ in .reset }) { try await failure($0.url) }
        #expect(["connection_reset", "connection_closed"].contains(span[.errorType]))
    }

    @Test("because the connection is closed")
    func closed() async throws {
        let span = try await PlainServer.run(replying: { _, _ in .close }) { try await failure($0.url) }
        #expect(span[.errorType] == "connection_closed")
    }

    @Test("because what comes is not HTTP")
    func nonsense() async throws {
        let span = try await PlainServer.run(replying: { _, _ in .bytes("SSH-2.0-OpenSSH\r\n\r\n") }) {
            try await failure($0.url)
        }
        #expect(span[.errorType] == "http_protocol_error")
    }

    @Test("because the server does not speak TLS")
    func tls() async throws {
        let span = try await PlainServer.run(replying: { _, _ in .close }) {
            try await failure("https://127.0.0.1:\($0.port)/")
        }
        #expect(span[.errorType] == "tls_error")
        #expect(span[.serverPort] != nil)
    }

    @Test("because there was no time for it")
    func deadline() async throws {
        let span = try await PlainServer.run(replying: { _, _ in .nothing }) {
            try await failure($0.url, timeout: .milliseconds(50))
        }
        #expect(span[.errorType] == "timeout")
    }

    @Test("because the server is slower than is allowed")
    func readTimeout() async throws {
        var configuration = HTTPClient.Configuration.impatient
        configuration.timeout.read = .milliseconds(50)
        let span = try await PlainServer.run(replying: { _, _ in .nothing }) {
            try await failure($0.url, configuration: configuration)
        }
        #expect(span[.errorType] == "timeout")
    }

    @Test("because its URL is none", arguments: ["nonsense", "http://", "ftp://a/", "", "https://user:pa/ss@a/"])
    func invalidURL(url: String) async throws {
        let span = try await failure(url)
        #expect(span[.errorType] == "invalid_url")
        #expect(span[.urlFull]?.contains("pa/ss") == false)
    }

    @Test("because a header is none, and the span does not say what was in it")
    func invalidHeader() async throws {
        let span = try await failure("http://127.0.0.1:1/", headers: ["Authorization": "secret\n"])
        #expect(span[.errorType] == "invalid_request")
        #expect(span.errors.map { "\($0.error)" }.allSatisfy { !$0.contains("secret") })
    }

    @Test("because the caller no longer wants one, which is no error")
    func cancellation() async throws {
        try await PlainServer.run(replying: { _, _ in .nothing }) { server in
            let url = server.url
            let request = Task {
                try await spans { client in
                    await #expect(throws: CancellationError.self) { _ = try await client.get(url: url) }
                }
            }
            await server.requestArrives()
            request.cancel()
            let span = try #require(try await request.value.first)
            #expect(span[.errorType] == nil)
            #expect(span.status == nil)
            #expect(span.errors.isEmpty)
        }
    }
}

@Suite("What is said of a failure")
struct RequestFailureTests {
    @Test(
        "is of low cardinality",
        arguments: [
            (HTTPClientError.deadlineExceeded, "timeout"), (.readTimeout, "timeout"), (.writeTimeout, "timeout"),
            (.connectTimeout, "connect_timeout"), (.tlsHandshakeTimeout, "connect_timeout"),
            (.getConnectionFromPoolTimeout, "connect_timeout"), (.remoteConnectionClosed, "connection_closed"),
            (.proxyAuthenticationRequired, "proxy_error"), (.redirectLimitReached, "redirect_limit_reached"),
            (.redirectCycleDetected, "redirect_cycle_detected"), (.invalidURL, "invalid_url"),
            (.unsupportedScheme("x"), "invalid_url"), (.invalidHeaderFieldNames(["x"]), "invalid_request"),
            (.invalidHeaderFieldValues(["x"]), "invalid_request"), (.bodyLengthMismatch, "invalid_request"),
            (.serverOfferedUnsupportedApplicationProtocol("x"), "tls_error"), (.alreadyShutdown, "client_shutdown"),
        ]
    )
    func clientErrors(error: HTTPClientError, type: String) {
        #expect(RequestFailure(error).type == type)
    }

    @Test("is the error's type where nothing better is known")
    func unknown() {
        struct Mishap: Error {}
        #expect(RequestFailure(Mishap()).type == nil)
        #expect(RequestFailure(HTTPClientError.uncleanShutdown).type == nil)
    }

    @Test("knows the errors of the network")
    func network() {
        #expect(RequestFailure(IOError(errnoCode: 104, reason: "read")).isOfConnection)
        #expect(RequestFailure(ChannelError.connectTimeout(.seconds(1))).type == "connect_timeout")
        #expect(RequestFailure(ChannelError.eof).type == "connection_closed")
        #expect(RequestFailure(HTTPParserError.invalidVersion).type == "http_protocol_error")
    }
}

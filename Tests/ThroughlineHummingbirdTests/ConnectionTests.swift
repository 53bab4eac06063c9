import Dispatch
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTesting
import InMemoryTracing
import NIOCore
import Spawning
import TestSupport
import Testing
import ThroughlineHummingbird
import Tracing

@Suite("The connection of a request", .timeLimit(.minutes(5)))
struct ConnectionTests {
    private let tracer = InMemoryTracer()

    private func application(
        options: HTTPServerOptions = HTTPServerOptions(),
        server: HTTPServerBuilder = .http1(),
        address: BindAddress = .hostname("127.0.0.1", port: 0),
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let router = Router(context: ConnectedRequestContext.self)
        router.add(middleware: TelemetryMiddleware(options: options))
        router.get("a") { _, _ in "fine" }
        return Application(
            router: router,
            server: server,
            configuration: ApplicationConfiguration(address: address),
            onServerRunning: onServerRunning
        )
    }

    @Test("is recorded: the client, the version of HTTP, and by choice this end and the transport")
    func attributes() async throws {
        var options = HTTPServerOptions()
        options.capturing = [.clientPort, .localAddress, .transport]
        let port = try await withTracer(tracer) {
            try await application(options: options).test(.live) { client in
                let port = try #require(client.port)
                try await RawConnection.with(port: port) { connection in
                    try await connection.send("GET /a HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
                    #expect(try await connection.readToEnd().hasSuffix("fine"))
                }
                return port
            }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span[.networkPeerAddress] == "127.0.0.1")
        #expect(span[.clientAddress] == "127.0.0.1")
        let peerPort = try #require(span[.networkPeerPort])
        #expect(peerPort > 0)
        #expect(span[.clientPort] == peerPort)
        #expect(span[.networkLocalAddress] == "127.0.0.1")
        #expect(span[.networkLocalPort] == port)
        #expect(span[.networkTransport] == "tcp")
        #expect(span[.networkProtocolVersion] == "1.1")
        #expect(span[.serverAddress] == "shop.example")
        #expect(span[.serverPort] == 80)
    }

    @Test("of HTTP/2 says so", .enabled(if: Curl.isInstalled, "skipped: needs curl"))
    func http2() async throws {
        try await withTracer(tracer) {
            let (running, continuation) = AsyncStream<Int>.makeStream()
            let application = application(server: .plaintextHTTP2()) { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                let port = try #require(await running.first { _ in true })
                let answer = try await Curl.get(
                    "http://127.0.0.1:\(port)/a?b=c",
                    arguments: ["--http2-prior-knowledge"]
                )
                #expect(answer == "fine 2")
                group.cancelAll()
            }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.operationName == "GET /a")
        #expect(span[.networkProtocolVersion] == "2")
        #expect(span[.networkPeerAddress] == "127.0.0.1")
        #expect(span[.serverAddress] == "127.0.0.1")
        #expect(span[.urlScheme] == "http")
        #expect(span[.urlQuery] == "b=c")
    }

    @Test("over a Unix domain socket has no address, and may come from a trusted proxy")
    func unixDomainSocket() async throws {
        var options = HTTPServerOptions()
        options.capturing = [.transport]
        options.trustedProxies = [.unixDomainSocket]
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).sock").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withTracer(tracer) {
            let (running, continuation) = AsyncStream<Void>.makeStream()
            let application = application(options: options, address: .unixDomainSocket(path: path)) { _ in
                continuation.yield()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                _ = await running.first { _ in true }
                try await RawConnection.with(unixDomainSocketPath: path) { connection in
                    try await connection.send(
                        """
                        GET /a HTTP/1.1\r
                        Host: inner\r
                        X-Forwarded-For: 203.0.113.7\r
                        X-Forwarded-Proto: https\r
                        Connection: close\r
                        \r

                        """
                    )
                    #expect(try await connection.readToEnd().hasSuffix("fine"))
                }
                group.cancelAll()
            }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span[.networkTransport] == "unix")
        #expect(span[.networkPeerAddress] == nil)
        #expect(span[.clientAddress] == "203.0.113.7")
        #expect(span[.urlScheme] == "https")
    }

    @Test("that is encrypted is one of https")
    func encrypted() async throws {
        struct EncryptedContext: ConnectionRequestContext {
            var coreContext: CoreRequestContextStorage
            let connection: ChannelConnection

            init(source: Source) {
                coreContext = CoreRequestContextStorage(source: source)
                connection = ChannelConnection(source.channel, isEncrypted: true)
            }
        }
        let router = Router(context: EncryptedContext.self)
        router.get("a", use: traced(options: HTTPServerOptions()) { _, _ in "" })
        try await withTracer(tracer) {
            try await Application(router: router).test(.live) { client in
                _ = try await client.execute(uri: "/a", method: .get)
            }
        }
        #expect(tracer.finishedSpans.first?[.urlScheme] == "https")
        #expect(tracer.finishedSpans.first?[.serverPort] == 443)
    }

    @Test("is unknown to a plain context, and then nothing is made up")
    func unknown() async throws {
        let router = Router()
        var options = HTTPServerOptions()
        options.trustedProxies = [.loopback]
        router.get("a", use: traced(options: options) { _, _ in "" })
        try await withTracer(tracer) {
            try await Application(router: router).test(.live) { client in
                _ = try await client.execute(
                    uri: "/a",
                    method: .get,
                    headers: [.init("X-Forwarded-For")!: "203.0.113.7"]
                )
            }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span[.clientAddress] == nil)
        #expect(span[.networkProtocolVersion] == nil)
    }
}

/// The command-line client, which is not of this project.
private enum Curl {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

    /// The body of an answer, and the version of HTTP that it came by. It is waited for on a thread that no task needs: the
    /// server is in this process.
    static func get(_ url: String, arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try run(url, arguments) })
            }
        }
    }

    private static func run(_ url: String, _ arguments: [String]) throws -> String {
        let output = Pipe()
        let process = try ChildProcess(
            "/usr/bin/curl",
            ["--silent", "--max-time", "20", "--write-out", " %{http_version}"] + arguments + [url],
            output: .pipe(output)
        )
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitForEnd()
        return String(decoding: data, as: UTF8.self)
    }
}

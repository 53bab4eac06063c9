import AsyncHTTPClient
import NIOCore
import Synchronization

/// The HTTP client of a sender, and another one in its place when its certificates have changed.
final class CollectorClient: Sendable {
    private struct State {
        var client: HTTPClient
        var stamp: TLSFiles.Stamp
    }

    private let files: TLSFiles
    private let timeout: Duration
    private let warn: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - files: The certificates.
    ///   - timeout: How long it takes to connect, at most.
    ///   - warn: Is told of a file that cannot be used.
    init(files: TLSFiles, timeout: Duration, warn: @escaping @Sendable (String) -> Void) {
        self.files = files
        self.timeout = timeout
        self.warn = warn
        state = Mutex(State(client: Self.make(files, timeout, warn), stamp: files.stamp))
    }

    deinit {
        // A client that nobody has shut down ends the process when it goes; one that is shut down takes no offence.
        state.withLock { $0.client }.shutdown { _ in }
    }

    /// The client for the next request.
    var current: HTTPClient {
        guard !files.isEmpty else { return state.withLock { $0.client } }
        let stamp = files.stamp
        guard state.withLock({ $0.stamp != stamp }) else { return state.withLock { $0.client } }
        let fresh = Self.make(files, timeout, warn)
        let old = state.withLock { state in
            defer { state = State(client: fresh, stamp: stamp) }
            return state.client
        }
        old.shutdown { _ in }
        return fresh
    }

    func shutdown() async {
        try? await state.withLock { $0.client }.shutdown()
    }

    private static func make(_ files: TLSFiles, _ timeout: Duration, _ warn: (String) -> Void) -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.tracing.tracer = nil  // or the export of spans would make spans
        configuration.connectionPool.retryConnectionEstablishment = false  // the sender's policy decides
        configuration.timeout.connect = TimeAmount(timeout)
        if !files.isEmpty {
            do throws(TLSFiles.Unusable) {
                configuration.tlsConfiguration = try files.configuration()
            } catch {
                warn(error.description)
            }
        }
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }
}

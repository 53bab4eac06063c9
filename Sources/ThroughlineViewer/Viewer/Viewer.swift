import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// Receives telemetry and shows it: an OTLP/HTTP endpoint, a page for the browser, and the page's API, on one port.
///
/// An application hosts one while it is developed, and sees its own traces without anything else running:
///
/// ```swift
/// let viewer = try Viewer(logger: logger)  // http://127.0.0.1:4318, where OTLP exporters send by default
/// try await ServiceGroup(services: [viewer, telemetry, server], logger: logger).run()
/// ```
///
/// It listens on this machine only unless told otherwise, and other web sites cannot read it. What a request's headers say is
/// never logged: they may hold a backend's secrets.
public struct Viewer: Service {
    /// Throughline's version.
    public static let version = "0.1.0"

    /// Where the telemetry goes.
    public let store: TelemetryStore

    /// Where the viewer listens, and what it takes at most.
    public let configuration: Configuration

    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void
    private let facts: ViewerFacts
    private let live: LiveFeed
    private let traces: TraceCache
    private let forwarder: Forwarder?
    private let responder: ViewerResponder

    /// A viewer that keeps what it receives in memory.
    ///
    /// - Parameter onRunning: is called once requests are accepted, with the port, also when the configuration left it open.
    /// - Throws: ``StoreError`` when SQLite has no memory for it.
    public init(
        configuration: Configuration = Configuration(),
        logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws(StoreError) {
        self.init(store: try TelemetryStore(), configuration: configuration, logger: logger, onRunning: onRunning)
    }

    /// - Parameters:
    ///   - store: where the telemetry goes.
    ///   - onRunning: is called once requests are accepted, with the port, also when the configuration left it open.
    public init(
        store: TelemetryStore,
        configuration: Configuration = Configuration(),
        logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.store = store
        self.configuration = configuration
        self.logger = logger
        self.onRunning = onRunning
        facts = ViewerFacts(forwarding: configuration.forwarding?.url)
        live = LiveFeed(maxListeners: configuration.maxOpenPages)
        traces = TraceCache(store: store)
        forwarder = configuration.forwarding.map { Forwarder(target: $0, logger: logger) }
        let origins = OriginRule(host: configuration.host)
        responder = ViewerResponder(
            receiver: ReceiverResponder(store: store, configuration: configuration, forwarder: forwarder),
            api: APIResponder(
                store: store,
                traces: traces,
                live: live,
                origins: origins,
                importer: Importer(store: store, limit: configuration.maxDecompressedSize),
                about: facts,
                logger: logger
            ),
            page: configuration.pageFolder.map { Page(folder: $0) } ?? .builtIn,
            origins: origins
        )
    }

    /// What the viewer has accepted so far.
    public var statistics: Statistics {
        responder.receiver.statistics
    }

    /// Listens until a graceful shutdown, or until the task is cancelled.
    /// - Throws: ``ViewerError`` when it is not possible to listen.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.announceChanges() }
            group.addTask { try await self.keepListenersAlive() }
            if let forwarder { group.addTask { try await forwarder.run() } }
            defer { group.cancelAll() }
            try await serve()
            guard let forwarder else { return }
            forwarder.finish()
            await forwarder.wait(atMost: configuration.forwardingGracePeriod)
        }
    }

    private func serve() async throws {
        let application = Application(
            responder: responder,
            // A sender that stops in the midst of a request shall not take the place of others for ever. Most exporters
            // have sent their next batch, or closed the connection, long before.
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: "throughline"
            ),
            onServerRunning: { [onRunning, configuration, facts] channel in
                let port = channel.localAddress?.port ?? configuration.port
                facts.isListening(at: configuration.url(port: port))
                await onRunning(port)
            },
            logger: logger
        )
        do {
            // Open pages would wait for changes for ever.
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: { [live] in
                live.finish()
            }
        } catch let error as IOError {
            try await giveWay(to: ViewerError(error, configuration: configuration))
        } catch is SocketAddressError.UnknownHost {
            throw ViewerError.cannotListen(
                host: configuration.host,
                port: configuration.port,
                reason: "the name is not known"
            )
        }
    }

    private func giveWay(to error: ViewerError) async throws {
        guard configuration.givesWay, case .portTaken = error else { throw error }
        logger.notice("Another viewer or collector is running: telemetry goes there.")
        try? await gracefulShutdown()
    }

    private func announceChanges() async {
        for await ids in store.changes() {
            traces.forget(ids)
            live.announce(ids)
        }
    }

    private func keepListenersAlive() async throws {
        while true {
            try await Task.sleep(for: configuration.heartbeat)
            live.beat()
        }
    }
}

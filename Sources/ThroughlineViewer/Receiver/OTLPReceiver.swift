import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// Receives OTLP/HTTP, as a collector does, and keeps what arrives in a ``TelemetryStore``.
///
/// Traces, metrics and logs are accepted in protobuf and in JSON, plain or compressed. What a request's headers say is
/// never logged: they may hold a backend's secrets.
///
/// ```swift
/// let receiver = OTLPReceiver(store: try TelemetryStore(), logger: logger) { port in print("listening on port", port) }
/// try await ServiceGroup(services: [receiver], gracefulShutdownSignals: [.sigint], logger: logger).run()
/// ```
public struct OTLPReceiver: Service {
    /// Where a receiver listens, and what it takes at most.
    public struct Configuration: Hashable, Sendable {
        /// The address or name to listen on. Telemetry holds what nobody else should read: think before you choose one
        /// that other machines reach.
        public var host: String

        /// The port; 0 for any that is free.
        public var port: Int

        /// The largest body, in bytes, as it is sent. OTLP asks for 64 MiB.
        public var maxBodySize: Int

        /// The largest body, in bytes, once it is decompressed. OTLP asks for 64 MiB.
        public var maxDecompressedSize: Int

        /// How many requests are received and read at once; others are asked to come again a second later. This bounds
        /// the memory that requests take together.
        public var maxConcurrentRequests: Int

        public init(
            host: String = "127.0.0.1",
            port: Int = 4318,
            maxBodySize: Int = 64 << 20,
            maxDecompressedSize: Int = 64 << 20,
            maxConcurrentRequests: Int = 4
        ) {
            self.host = host
            self.port = port
            self.maxBodySize = maxBodySize
            self.maxDecompressedSize = maxDecompressedSize
            self.maxConcurrentRequests = maxConcurrentRequests
        }
    }

    /// What a receiver has accepted since it was made.
    public struct Statistics: Hashable, Sendable {
        /// Spans that are in the store, or were.
        public var spans = 0
        /// Data points of metrics that are in the store, or were.
        public var dataPoints = 0
        /// Log records that are in the store, or were.
        public var logRecords = 0
        /// Requests that were answered with an error.
        public var refusedRequests = 0

        public init() {}
    }

    /// Where all that arrives goes.
    public let store: TelemetryStore

    /// Where the receiver listens, and what it takes at most.
    public let configuration: Configuration

    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void
    private let responder: ReceiverResponder

    /// - Parameters:
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
        self.responder = ReceiverResponder(store: store, configuration: configuration)
    }

    /// What the receiver has accepted so far.
    public var statistics: Statistics {
        responder.statistics
    }

    /// Listens until a graceful shutdown, or until the task is cancelled.
    /// - Throws: ``OTLPReceiverError`` when it is not possible to listen.
    public func run() async throws {
        let application = Application(
            responder: responder,
            // A sender that stops in the midst of a request shall not take the place of others for ever. Most exporters
            // have sent their next batch, or closed the connection, long before.
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: "throughline"
            ),
            onServerRunning: { [onRunning, configuration] channel in
                await onRunning(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw OTLPReceiverError(error, configuration: configuration)
        } catch is SocketAddressError.UnknownHost {
            throw OTLPReceiverError.cannotListen(
                host: configuration.host,
                port: configuration.port,
                reason: "the name is not known"
            )
        }
    }
}

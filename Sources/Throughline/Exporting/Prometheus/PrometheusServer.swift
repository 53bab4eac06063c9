import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Gives metrics to whoever scrapes them: `GET /metrics`, over HTTP.
///
/// Source: [OpenTelemetry, Metrics Exporter -
/// Prometheus](https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/prometheus/).
final class PrometheusServer: Sendable {
    /// The text of a response in a format.
    typealias Collect = @Sendable (PrometheusFormat) async -> String

    /// More connections than any number of scrapers has; others are closed at once.
    static let maxConnections = 32

    private let listening: EventLoopFuture<any Channel>

    /// Starts to listen. When that is not possible, it is said, and nothing else happens.
    init(_ settings: Configuration.Metrics.Prometheus, diagnostics: Diagnostics, collect: @escaping Collect) {
        let connections = ConnectionCount()
        listening = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.enter(channel) else { throw ChannelError.inputClosed }
                    let pipeline = channel.pipeline.syncOperations
                    // A client that sends nothing, or reads nothing, shall not keep its place.
                    try pipeline.addHandler(IdleStateHandler(allTimeout: .seconds(30)))
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Handler(collect: collect))
                }
            }
            .bind(host: settings.host, port: settings.port)
        listening.whenFailure { error in
            diagnostics.warning(
                "prometheus.listen",
                """
                Prometheus cannot scrape this process: nothing listens on \(settings.host.printable()):\(settings.port), because \
                of \(String(describing: error).printable()). Set OTEL_EXPORTER_PROMETHEUS_HOST and \
                OTEL_EXPORTER_PROMETHEUS_PORT, or serve the metrics on a route of your own.
                """
            )
        }
    }

    /// A server of the metrics, where a configuration asks for one.
    convenience init?(_ configuration: Configuration, pipeline: MetricPipeline, diagnostics: Diagnostics) {
        let settings = configuration.metrics.prometheus
        guard settings.isServed, pipeline.isPulled else { return nil }
        self.init(settings, diagnostics: diagnostics) { format in
            PrometheusExposition.text(
                of: [await pipeline.collect()],
                format: format,
                options: settings.options
            ) { diagnostics.warning($0, $1) }
        }
    }

    /// The port; `nil` when nothing listens.
    func port() async -> Int? {
        try? await listening.get().localAddress?.port
    }

    /// Stops listening.
    func shutdown() async {
        try? await listening.get().close()
    }
}

extension PrometheusServer {
    private final class ConnectionCount: Sendable {
        private let count = Atomic(0)

        /// - Returns: Whether there is room; the place is free again when the channel closes.
        func enter(_ channel: any Channel) -> Bool {
            let isRoom = count.add(1, ordering: .relaxed).oldValue < PrometheusServer.maxConnections
            channel.closeFuture.whenComplete { [self] _ in count.subtract(1, ordering: .relaxed) }
            return isRoom
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let collect: Collect
        private var head: HTTPRequestHead?

        init(collect: @escaping Collect) {
            self.collect = collect
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): self.head = head
            case .body: break
            case .end:
                guard let head = head.take() else { return }
                answer(head, context: context)
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is IdleStateHandler.IdleStateEvent {
                context.close(promise: nil)
            } else {
                context.fireUserInboundEventTriggered(event)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
            let path = head.uri.prefix { $0 != "?" }
            guard path == "/metrics" || path == "/" else {
                return write(.notFound, "The metrics are at /metrics.\n", to: head, context: context)
            }
            guard head.method == .GET || head.method == .HEAD else {
                return write(.methodNotAllowed, "Use GET.\n", to: head, context: context)
            }
            let format = PrometheusFormat(accept: head.headers["Accept"].joined(separator: ","))
            let text = context.eventLoop.makePromise(of: String.self)
            let collect = collect
            text.completeWithTask { await collect(format) }
            let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
            text.futureResult.whenSuccess { text in
                let (handler, context) = bound.value
                handler.write(.ok, text, type: format.contentType, to: head, context: context)
            }
        }

        private func write(
            _ status: HTTPResponseStatus,
            _ text: String,
            type: String = "text/plain; charset=utf-8",
            to request: HTTPRequestHead,
            context: ChannelHandlerContext
        ) {
            let body = context.channel.allocator.buffer(string: text)
            var headers: HTTPHeaders = ["Content-Type": type, "Content-Length": "\(body.readableBytes)"]
            if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
            if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
            let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            let isKeepAlive = request.isKeepAlive
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
                if !isKeepAlive { channel.close(promise: nil) }
            }
        }
    }
}

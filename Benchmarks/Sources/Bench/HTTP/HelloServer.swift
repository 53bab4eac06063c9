import ArgumentParser
import Foundation
import Hummingbird
import Logging
import Throughline
import ThroughlineHummingbird

/// An HTTP server that does next to nothing, so that what is added to it shows. Prints its port, and what it has used for
/// every line that it reads, until its input closes.
struct HelloServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "hello-server")

    @Option var setup: HelloSetup = .plain
    @Option(help: "The port of the collector.") var collector = 0

    func run() async throws {
        let telemetry = try Self.startTelemetry(setup, collector: collector)
        let application = Application(
            router: Self.router(setup),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in StandardOutput.say("port \(channel.localAddress?.port ?? 0)") },
            logger: Logger(label: "hello") { _ in SwiftLogNoOpLogHandler() }
        )
        Thread.detachNewThread {
            while readLine() != nil {
                let statistics = telemetry?.statistics
                StandardOutput.say("cpu \(Usage.cpu()) dropped \(statistics?.dropped[.queueFull] ?? 0)")
            }
            _exit(0)
        }
        try await application.run()
    }

    static func router(_ setup: HelloSetup) -> Router<BasicRequestContext> {
        let router = Router()
        switch setup {
        case .plain: break
        case .bystander: router.add(middleware: Bystander())
        case .hummingbirdTracing: router.add(middleware: TracingMiddleware())
        case .noTracer, .unsampled, .exported, .metered: router.add(middleware: TelemetryMiddleware())
        }
        router.get("/hello") { _, _ in "Hello, world!" }
        return router
    }

    static func startTelemetry(
        _ setup: HelloSetup,
        collector: Int = 0,
        exporter: Configuration.Exporter = .otlp
    ) throws -> Telemetry? {
        var configuration = Configuration(serviceName: "hello")
        configuration.metrics.exporters = setup == .metered ? [.custom(InMemoryMetricExporter())] : []
        if collector > 0 { configuration.otlp.endpoint = .base("http://127.0.0.1:\(collector)") }
        configuration.traces.exporters = [exporter]
        switch setup {
        case .plain, .bystander, .noTracer: return nil
        case .unsampled: configuration.traces.sampler = .alwaysOff
        case .exported, .metered, .hummingbirdTracing: configuration.traces.sampler = .alwaysOn
        }
        return try Telemetry.bootstrap(configuration)
    }
}

/// What a middleware costs because it is one.
private struct Bystander<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await next(request, context)
    }
}

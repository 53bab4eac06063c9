import ArgumentParser
import Foundation
import Logging
import Throughline
import Tracing

/// The CPU time of one log line with three metadata values, all threads together.
struct LogCost: AsyncParsableCommand {
    enum Backend: String, ExpressibleByArgument, CaseIterable {
        /// swift-log's own handler that does nothing: what the call itself costs.
        case noop
        /// `StreamLogHandler`, with its stream at `/dev/null`.
        case stream
        /// Every line is a record, batched, encoded, and gone to a null exporter.
        case recorded
        /// The same within a span.
        case traced
    }

    @Option var backend: Backend = .recorded
    @Option var lines = 500_000

    func run() async throws {
        guard dup2(open("/dev/null", O_WRONLY), STDERR_FILENO) >= 0 else { throw ExitCode.failure }
        var configuration = Configuration(serviceName: "bench")
        configuration.metrics.exporters = []
        configuration.traces.exporters = []
        configuration.logs.exporters = [.custom(NullLogExporter())]
        let telemetry = try Telemetry.bootstrap(configuration)
        let logger: Logger =
            switch backend {
            case .noop: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
            case .stream: Logger(label: "bench") { StreamLogHandler.standardError(label: $0, metadataProvider: nil) }
            case .recorded, .traced: Logger(label: "bench") { telemetry.logHandler(label: $0) }
            }
        log(lines / 5, logger, telemetry)  // warm up
        await telemetry.forceFlush()
        let start = Usage.cpu()
        log(lines, logger, telemetry)
        await telemetry.forceFlush()
        print("cpu", (Usage.cpu() - start) / Double(lines))
        print("dropped", telemetry.statistics.logs.dropped[.queueFull] ?? 0)
        await telemetry.shutdown()
    }

    /// Logs in portions, and pauses while many wait: a record that is dropped would cost too little.
    private func log(_ count: Int, _ logger: Logger, _ telemetry: Telemetry) {
        let span = telemetry.tracer.startSpan("GET /products/{id}", context: .topLevel, ofKind: .server)
        for start in stride(from: 0, to: count, by: 128) {
            if backend == .traced {
                ServiceContext.$current.withValue(span.context) { logPortion(from: start, logger) }
            } else {
                logPortion(from: start, logger)
            }
            while telemetry.statistics.logs.waiting > 1024 { usleep(50) }
        }
        span.end()
    }

    private func logPortion(from start: Int, _ logger: Logger) {
        for index in start..<(start + 128) {
            logger.info(
                "order placed",
                metadata: [
                    "shop.order.id": .stringConvertible(index), "shop.country": "DE",
                    "shop.total": .stringConvertible(9.5),
                ]
            )
        }
    }
}

/// Takes every batch, and throws it away.
private struct NullLogExporter: LogRecordExporter {
    func export(_ batch: LogRecordBatch) async -> ExportOutcome { .success }
}

import Logging
import OTLP
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import Throughline

/// What the telemetry says about itself never becomes telemetry.
@Suite(.timeLimit(.minutes(5)))
struct LogLoopTests {
    /// The logger of an application that has bootstrapped our handler beside another, before there is a telemetry.
    private final class ApplicationLogging: Sendable {
        let telemetry = Mutex<Telemetry?>(nil)
        let console = LogRecorder()

        struct Handler: LogHandler {
            let logging: ApplicationLogging
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.trace
            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                logging.console.logger.log(level: event.level, event.message)
                let telemetry = logging.telemetry.withLock { $0 }
                telemetry?.logHandler(label: "app", metadataProvider: nil).log(event: event)
            }
        }

        var logger: Logger { Logger(label: "app") { _ in Handler(logging: self) } }
    }

    @Test func trouble() async {
        let logging = ApplicationLogging()
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.otlp.endpoint = .base("http://127.0.0.1:1")  // nobody listens there
        configuration.otlp.retry.maxAttempts = 1
        configuration.logs.batch.maxQueueSize = 10
        configuration.shutdownTimeout = .zero
        let telemetry = Telemetry(configuration: configuration, logger: logging.logger)
        logging.telemetry.withLock { $0 = telemetry }

        for _ in 1...20 { logging.logger.info("a line of the application") }
        await telemetry.forceFlush()
        await telemetry.forceFlush()
        await telemetry.shutdown()

        let said = logging.console.messages.filter { $0 != "a line of the application" }
        #expect(said.contains { $0.hasPrefix("Log records do not arrive") })
        #expect(said.contains { $0.hasPrefix("Lost 10 log records") })
        #expect(telemetry.statistics.logs.emitted == 20, "nothing but what the application has logged")
    }

    @Test func whatAnExporterLogsIsNotExported() async {
        final class Chatty: LogRecordExporter {
            let logger = Mutex<Logger?>(nil)
            let exported = Atomic<Int>(0)
            func export(_ batch: LogRecordBatch) async -> ExportOutcome {
                exported.add(batch.count, ordering: .relaxed)
                let logger = logger.withLock { $0 }
                logger?.info("exported \(batch.count) records")
                await withTaskGroup(of: Void.self) { $0.addTask { logger?.info("and so says a child task") } }
                return .success
            }
        }
        let exporter = Chatty()
        let logs = RecordingLogs { $0.logs.exporters = [.custom(exporter)] }
        exporter.logger.withLock { $0 = logs.logger }
        logs.logger.info("a line of the application")
        await logs.telemetry.forceFlush()
        await logs.telemetry.forceFlush()
        let exported = exporter.exported.load(ordering: .relaxed)
        #expect(exported == 1)
        #expect(logs.telemetry.statistics.logs.emitted == 1)
        await logs.telemetry.shutdown()
    }
}

import Logging
import OTLP

@testable import Throughline

/// A telemetry of a test's own, whose log records arrive in memory through the whole pipeline: queue, encoder, decoder.
struct RecordingLogs {
    let telemetry: Telemetry
    let exporter = InMemoryLogRecordExporter()

    /// A logger as the application has it.
    let logger: Logger

    init(_ change: (inout Configuration) -> Void = { _ in }) {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        configuration.logs.exporters = [.custom(exporter)]
        configuration.logs.level = .trace
        configuration.logs.codeLocation = false
        change(&configuration)
        let telemetry = Telemetry(configuration: configuration)
        self.telemetry = telemetry
        logger = Logger(label: "shop") { telemetry.logHandler(label: $0, metadataProvider: nil) }
    }

    /// Everything that was logged, after a flush.
    func records() async -> [OTLP.LogRecord] {
        await telemetry.forceFlush()
        return exporter.records
    }

    /// The only thing that was logged.
    func record() async throws -> OTLP.LogRecord {
        let records = await records()
        guard let record = records.first, records.count == 1 else {
            throw RecordingTelemetry.Unexpected(count: records.count)
        }
        return record
    }
}

extension OTLP.LogRecord {
    /// The attributes by name.
    var values: [String: AnyValue] {
        Dictionary(attributes.map { ($0.key, $0.value ?? .string("absent")) }, uniquingKeysWith: { first, _ in first })
    }
}

public import OTLP

/// Keeps log records in memory, for tests.
///
/// ```swift
/// let exporter = InMemoryLogRecordExporter()
/// configuration.logs.exporters = [.custom(exporter)]
/// …
/// let records = await exporter.records(atLeast: 2)
/// ```
public final class InMemoryLogRecordExporter: LogRecordExporter {
    private let exported = ExportedRequests<ExportLogsServiceRequest>()

    public init() {}

    /// What has been exported, request by request, with the resource and the scopes of the records.
    public var requests: [ExportLogsServiceRequest] { exported.all }

    /// The log records that have been exported, in their order.
    public var records: [OTLP.LogRecord] {
        requests.flatMap(\.resourceLogs).flatMap(\.scopeLogs).flatMap(\.logRecords)
    }

    /// The log records that have been exported, as soon as there are that many.
    ///
    /// It also returns when the task is cancelled, and when the exporter is shut down, with the records that there are.
    public func records(atLeast count: Int) async -> [OTLP.LogRecord] {
        await exported.wait(forRecords: count)
        return records
    }

    /// Forgets everything that has been exported.
    public func reset() {
        exported.reset()
    }

    public func export(_ batch: LogRecordBatch) async -> ExportOutcome {
        do {
            let request = try batch.decoded()
            let scopeLogs = request.resourceLogs.flatMap(\.scopeLogs)
            exported.append(request, count: scopeLogs.reduce(0) { $0 + $1.logRecords.count })
            return .success
        } catch {
            return .failure(reason: "the batch is not readable: \(error)")
        }
    }

    public func shutdown() async {
        exported.shutdown()
    }
}

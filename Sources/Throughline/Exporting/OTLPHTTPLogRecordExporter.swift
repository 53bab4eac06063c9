public import Logging
import OTLP

/// Sends log records to a collector, or to a backend that takes OTLP over HTTP.
///
/// It has an HTTP client of its own, which nothing traces. What fails on the way is sent again as
/// ``Configuration/OTLP/retry`` has it, until ``Configuration/OTLP/timeout`` is over; a `Retry-After` of the collector
/// is honoured, also by later exports. Nothing is sent again after an answer that says that it would be no use.
///
/// Source: [OTLP/HTTP](https://opentelemetry.io/docs/specs/otlp/#otlphttp).
public final class OTLPHTTPLogRecordExporter: LogRecordExporter {
    private let sender: OTLPHTTPSender

    /// An exporter of its own, without the rest of the SDK.
    ///
    /// - Parameters:
    ///   - settings: How to reach the collector.
    ///   - logger: Where trouble is said.
    public convenience init(_ settings: Configuration.OTLP = Configuration.OTLP(), logger: Logger) {
        self.init(settings.checked(warning: logger), diagnostics: Diagnostics(logger: logger))
    }

    init(
        _ settings: Configuration.OTLP,
        diagnostics: Diagnostics,
        surroundings: OTLPHTTPSender.Surroundings = OTLPHTTPSender.Surroundings()
    ) {
        sender = OTLPHTTPSender(settings, signal: .logs, diagnostics: diagnostics, surroundings: surroundings)
    }

    public func export(_ batch: LogRecordBatch) async -> ExportOutcome {
        await sender.export(count: batch.count, answer: ExportLogsServiceResponse.self) { encoding in
            encoding == .json ? try batch.decoded().json() : batch.encoded
        }
    }

    public func shutdown() async {
        await sender.shutdown()
    }
}

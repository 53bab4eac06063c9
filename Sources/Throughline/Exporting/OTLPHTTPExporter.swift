public import Logging
import OTLP

/// Sends spans to a collector, or to a backend that takes OTLP over HTTP, in protobuf.
///
/// It has an HTTP client of its own, which nothing traces. What fails on the way is sent again as
/// ``Configuration/OTLP/retry`` has it, until ``Configuration/OTLP/timeout`` is over; a `Retry-After` of the collector
/// is honoured, also by later exports. Nothing is sent again after an answer that says that it would be no use.
///
/// Source: [OTLP/HTTP](https://opentelemetry.io/docs/specs/otlp/#otlphttp).
public final class OTLPHTTPExporter: SpanExporter {
    private let sender: OTLPHTTPSender
    private let diagnostics: Diagnostics

    /// An exporter of its own, without the rest of the SDK.
    ///
    /// - Parameters:
    ///   - settings: How to reach the collector.
    ///   - logger: Where trouble is said.
    public convenience init(_ settings: Configuration.OTLP = Configuration.OTLP(), logger: Logger) {
        let (settings, warnings) = settings.checked()
        for warning in warnings { logger.warning("\(warning)") }
        self.init(settings, diagnostics: Diagnostics(logger: logger))
    }

    init(
        _ settings: Configuration.OTLP,
        diagnostics: Diagnostics,
        surroundings: OTLPHTTPSender.Surroundings = OTLPHTTPSender.Surroundings()
    ) {
        self.diagnostics = diagnostics
        sender = OTLPHTTPSender(
            settings,
            path: "v1/traces",
            diagnostics: diagnostics,
            surroundings: surroundings
        )
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome {
        guard batch.count > 0 else { return .success }
        return switch await sender.send(batch.encoded) {
        case .accepted(let body, let isJSON): outcome(of: batch, answer: body, isJSON: isJSON)
        case .refused(let reason): .failure(reason: reason)
        case .undelivered(let reason): .retryable(reason: reason)
        }
    }

    public func shutdown() async {
        await sender.shutdown()
    }

    /// The batch has been accepted: what the answer says can only take back a part of that.
    private func outcome(of batch: SpanBatch, answer: [UInt8], isJSON: Bool) -> ExportOutcome {
        let response: ExportTraceServiceResponse
        do {
            response =
                isJSON
                ? try ExportTraceServiceResponse(json: answer)
                : try ExportTraceServiceResponse(protobuf: answer)
        } catch {
            diagnostics.warning(
                "unreadable answer",
                "The collector accepted spans with an answer that is not OTLP. Is it a collector? \(error)"
            )
            return .success
        }
        guard let partial = response.partialSuccess, partial != ExportTracePartialSuccess() else { return .success }
        return .partialSuccess(
            rejected: Int(clamping: min(max(partial.rejectedSpans, 0), Int64(batch.count))),
            message: partial.errorMessage.printable(limit: 256)
        )
    }
}

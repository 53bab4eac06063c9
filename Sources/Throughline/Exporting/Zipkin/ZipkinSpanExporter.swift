public import Logging
import OTLP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Sends spans to Zipkin, as JSON of its version 2.
///
/// Zipkin's server also takes OTLP, with `zipkin-collector-otel`; this is for those that do not.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/
public final class ZipkinSpanExporter: SpanExporter {
    private let sender: OTLPHTTPSender

    /// `http://localhost:9411/api/v2/spans`.
    public static let defaultEndpoint = Endpoint.exact("http://localhost:9411/api/v2/spans")

    /// - Parameters:
    ///   - endpoint: Where spans go (`OTEL_EXPORTER_ZIPKIN_ENDPOINT`).
    ///   - timeout: How long the export of one batch takes at most (`OTEL_EXPORTER_ZIPKIN_TIMEOUT`).
    ///   - logger: Where trouble is said.
    public init(
        endpoint: Endpoint = defaultEndpoint,
        timeout: Duration = .seconds(10),
        logger: Logger = Logger(label: "throughline")
    ) {
        var settings = Configuration.OTLP()
        settings.endpoint = endpoint
        settings.timeout = timeout
        settings.encoding = .json
        let (checked, warnings) = settings.checked()
        for warning in warnings { logger.warning("\(warning)") }
        sender = OTLPHTTPSender(checked, signal: .traces, diagnostics: Diagnostics(logger: logger))
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome {
        let body: [UInt8]
        do {
            body = Array(try JSONEncoder().encode(ZipkinSpan.spans(of: try batch.decoded())))
        } catch {
            return .failure(reason: "the batch cannot be written as Zipkin's JSON: \(error)")
        }
        return switch await sender.send(body) {
        case .accepted: .success
        case .refused(let reason): .failure(reason: reason)
        case .undelivered(let reason): .retryable(reason: reason)
        }
    }

    public func shutdown() async {
        await sender.shutdown()
    }
}

extension Configuration.Exporter {
    /// Zipkin, for servers that do not take OTLP. See ``ZipkinSpanExporter``.
    public static func zipkin(endpoint: Endpoint = ZipkinSpanExporter.defaultEndpoint) -> Self {
        .custom(ZipkinSpanExporter(endpoint: endpoint))
    }
}

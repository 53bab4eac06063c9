public import OTLP

/// Keeps spans in memory, for tests.
///
/// ```swift
/// let exporter = InMemorySpanExporter()
/// configuration.traces.exporters = [.custom(exporter)]
/// …
/// let spans = await exporter.spans(atLeast: 2)
/// ```
public final class InMemorySpanExporter: SpanExporter {
    private let exported = ExportedRequests<ExportTraceServiceRequest>()

    public init() {}

    /// What has been exported, request by request, with the resource and the scopes of the spans.
    public var requests: [ExportTraceServiceRequest] { exported.all }

    /// The spans that have been exported, in their order.
    public var spans: [OTLP.Span] {
        requests.flatMap(\.resourceSpans).flatMap(\.scopeSpans).flatMap(\.spans)
    }

    /// The spans that have been exported, as soon as there are that many.
    ///
    /// It also returns when the task is cancelled, and when the exporter is shut down, with the spans that there are.
    public func spans(atLeast count: Int) async -> [OTLP.Span] {
        await exported.wait(forRecords: count)
        return spans
    }

    /// Forgets everything that has been exported.
    public func reset() {
        exported.reset()
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome {
        do {
            let request = try batch.decoded()
            let scopeSpans = request.resourceSpans.flatMap(\.scopeSpans)
            exported.append(request, count: scopeSpans.reduce(0) { $0 + $1.spans.count })
            return .success
        } catch {
            return .failure(reason: "the batch is not readable: \(error)")
        }
    }

    public func shutdown() async {
        exported.shutdown()
    }
}

import MetricRecording
import SemanticConventions
import SpanRecording

/// Measures how long the operations of one component take.
struct OperationDuration: Sendable {
    private let histogram: MetricInstrument
    private let component: Component

    /// How long a batch is on its way.
    static func export(_ component: Component, in registry: MetricRegistry) -> OperationDuration {
        OperationDuration(.otelSDKExporterOperationDuration, component, registry)
    }

    /// How long a collection takes.
    static func collection(_ component: Component, in registry: MetricRegistry) -> OperationDuration {
        OperationDuration(.otelSDKMetricReaderCollectionDuration, component, registry)
    }

    private init(_ descriptor: MetricDescriptor, _ component: Component, _ registry: MetricRegistry) {
        self.component = component
        histogram = registry.instrument(
            InstrumentDefinition(descriptor: descriptor, scope: SDKMetrics.scope, isFloatingPoint: true)
        )
    }

    func measure(_ operation: () async -> ExportOutcome) async -> ExportOutcome {
        let start = ContinuousClock.now
        let outcome = await operation()
        record(since: start, errorType: outcome.errorType)
        return outcome
    }

    func measure<Result>(_ operation: () async -> Result) async -> Result {
        let start = ContinuousClock.now
        let result = await operation()
        record(since: start, errorType: nil)
        return result
    }

    private func record(since start: ContinuousClock.Instant, errorType: String?) {
        var attributes = component.attributes
        attributes[.errorType] = errorType
        histogram.series(attributes).record(start.duration(to: .now) / .seconds(1))
    }
}

extension ExportOutcome {
    /// What kept it from arriving as a whole, of low cardinality; `nil` if nothing did.
    fileprivate var errorType: String? {
        switch self {
        case .success: nil
        case .partialSuccess(let rejected, _): rejected > 0 ? SDKMetrics.rejected : nil
        case .failure: SDKMetrics.rejected
        case .retryable: "_OTHER"
        }
    }
}

/// Makes the batch processors of a telemetry, and remembers what the SDK's own metrics say of them.
struct ProcessorAssembly {
    let shutdownTimeout: Duration
    let resource: EncodedResource
    let diagnostics: Diagnostics
    let registry: MetricRegistry
    /// `nil` where the SDK does not measure itself.
    var components: Components?
    /// What was made so far, where the SDK measures itself.
    private(set) var observed: [SDKMetrics.Processor] = []

    init(
        shutdownTimeout: Duration,
        resource: EncodedResource,
        diagnostics: Diagnostics,
        registry: MetricRegistry,
        components: Components?
    ) {
        self.shutdownTimeout = shutdownTimeout
        self.resource = resource
        self.diagnostics = diagnostics
        self.registry = registry
        self.components = components
    }

    /// - Parameter type: What the SDK's metrics call this exporter.
    mutating func processor(
        _ exporter: BatchExporter,
        type: String,
        configuration: Configuration.Batch
    ) -> BatchProcessor {
        let kind = configuration.maxExportBatchSize == 1 ? "simple" : "batching"
        let word = exporter.signal == .logs ? "log" : "span"
        let own = components?.next("\(kind)_\(word)_processor")
        let other = components?.next(type)
        let batches = BatchProcessor(
            exporter: exporter.measured(by: other.map { .export($0, in: registry) }),
            configuration: configuration,
            shutdownTimeout: shutdownTimeout,
            resource: resource,
            diagnostics: diagnostics
        )
        if let own, let other {
            observed.append(
                SDKMetrics.Processor(signal: exporter.signal, processor: own, exporter: other, batches: batches)
            )
        }
        return batches
    }
}

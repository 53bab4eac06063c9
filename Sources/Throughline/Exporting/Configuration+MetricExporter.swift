extension Configuration.Metrics.Exporter {
    /// The exporter that this stands for, under a configuration; `nil` for what pulls.
    func make(_ configuration: Configuration, diagnostics: Diagnostics) -> (any MetricExporter)? {
        switch self {
        case .otlp:
            OTLPHTTPMetricExporter(
                configuration.otlp.overridden(by: configuration.metrics.otlp),
                temporality: configuration.metrics.temporality,
                histograms: configuration.metrics.defaultHistogramAggregation,
                diagnostics: diagnostics
            )
        case .console:
            ConsoleMetricExporter(
                temporality: configuration.metrics.temporality,
                histograms: configuration.metrics.defaultHistogramAggregation
            )
        case .prometheus: nil
        case .custom(let exporter): exporter
        }
    }
}

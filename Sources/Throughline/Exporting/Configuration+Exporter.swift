extension Configuration.Exporter {
    /// The exporter that this stands for, under a configuration.
    func make(_ configuration: Configuration, diagnostics: Diagnostics) -> any SpanExporter {
        switch self {
        case .otlp: OTLPHTTPExporter(configuration.traces.otlp ?? configuration.otlp, diagnostics: diagnostics)
        case .console: ConsoleSpanExporter()
        case .custom(let exporter): exporter
        }
    }
}

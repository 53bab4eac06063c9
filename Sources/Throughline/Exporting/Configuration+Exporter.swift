extension Configuration.Exporter {
    /// The exporter that this stands for, under a configuration.
    func make(_ configuration: Configuration, diagnostics: Diagnostics) -> any SpanExporter {
        switch self {
        case .otlp:
            OTLPHTTPSpanExporter(configuration.otlp.overridden(by: configuration.traces.otlp), diagnostics: diagnostics)
        case .console: ConsoleSpanExporter()
        case .custom(let exporter): exporter
        }
    }
}

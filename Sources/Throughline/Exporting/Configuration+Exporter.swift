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

extension Configuration.Logs.Exporter {
    /// The exporter that this stands for, under a configuration.
    func make(_ configuration: Configuration, diagnostics: Diagnostics) -> any LogRecordExporter {
        switch self {
        case .otlp:
            OTLPHTTPLogRecordExporter(
                configuration.otlp.overridden(by: configuration.logs.otlp),
                diagnostics: diagnostics
            )
        case .console: ConsoleLogRecordExporter()
        case .custom(let exporter): exporter
        }
    }
}

package import Throughline

extension Telemetry {
    /// A backend whose spans a test looks at.
    package convenience init(recordingInto exporter: InMemorySpanExporter) {
        var configuration = Configuration()
        configuration.traces.exporters = [.custom(exporter)]
        self.init(configuration: configuration)
    }
}

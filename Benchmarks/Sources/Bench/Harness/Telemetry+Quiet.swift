import Logging
import Throughline

extension Telemetry {
    /// Starts what is measured, without a log, and with an exporter that throws everything away.
    ///
    /// - Parameter isSampled: Whether every span is recorded, or none.
    static func quiet(isSampled: Bool) throws -> Telemetry {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        var configuration = Configuration(serviceName: "bench")
        configuration.metrics.exporters = []
        configuration.traces.exporters = [.custom(NullExporter())]
        configuration.traces.sampler = isSampled ? .alwaysOn : .alwaysOff
        return try Telemetry.bootstrap(configuration)
    }
}

import ArgumentParser
import Throughline
import Tracing

/// The memory that a process takes while its collector is away.
struct Memory: AsyncParsableCommand {
    @Option var spans = 1_000_000
    @Option var queue = 2048

    func run() async throws {
        var configuration = Configuration(serviceName: "bench")
        configuration.metrics.exporters = []
        configuration.otlp.endpoint = .base("http://127.0.0.1:9")
        configuration.logLevel = .critical
        configuration.shutdownTimeout = .milliseconds(100)
        configuration.traces.sampler = .alwaysOn
        configuration.traces.batch.maxQueueSize = queue
        let telemetry = try Telemetry.bootstrap(configuration)
        for index in 0..<100 { Spans.makeRich(index, linked: .topLevel) }  // everything is loaded
        let before = Usage.peakMemory()
        for index in 0..<spans { Spans.makeRich(index, linked: .topLevel) }
        print("grown", Usage.peakMemory() - before)
        print("waiting", telemetry.statistics.waiting)
        print("dropped", telemetry.statistics.dropped[.queueFull] ?? 0)
        await telemetry.shutdown()
    }
}

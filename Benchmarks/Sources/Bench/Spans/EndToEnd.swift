import ArgumentParser
import Foundation
import Throughline
import Tracing

/// Spans a second that arrive at a collector on the same machine, over OTLP/HTTP.
struct EndToEnd: AsyncParsableCommand {
    @Option(help: "Spans a second; 0 is as fast as possible.")
    var rate = 150_000
    @Option var seconds = 5
    @Option var queue = 2048

    func run() async throws {
        let sink = try SinkProcess()
        var configuration = Configuration(serviceName: "bench")
        configuration.metrics.exporters = []
        configuration.otlp.endpoint = .base("http://127.0.0.1:\(sink.port)")
        configuration.traces.sampler = .alwaysOn
        configuration.traces.batch.maxQueueSize = queue
        let telemetry = try Telemetry.bootstrap(configuration)

        let cpuStart = Usage.cpu()
        let start = Usage.wall()
        let made = makeSpans(until: start + Double(seconds) * 1e9, start: start)
        await telemetry.forceFlush()
        let elapsed = (Usage.wall() - start) / 1e9
        let cpu = Usage.cpu() - cpuStart
        let statistics = telemetry.statistics
        await telemetry.shutdown()
        let arrived = sink.finish()

        print("made", Double(made) / elapsed)
        print("arrived", Double(arrived) / elapsed)
        print("lost", made - arrived)
        print("dropped", statistics.dropped[.queueFull] ?? 0)
        print("cpu", cpu / Double(made))
    }

    /// Makes spans at an even rate, in the portions that each millisecond asks for.
    private func makeSpans(until end: Double, start: Double) -> Int {
        var made = 0
        while true {
            let now = Usage.wall()
            guard now < end else { return made }
            let due = rate == 0 ? made + 100 : Int((now - start) / 1e9 * Double(rate))
            while made < due {
                Spans.scope.startSpan(
                    "GET /products/{id}",
                    ofKind: .server,
                    attributes: Spans.twelveAttributes(made)
                ).end()
                made += 1
            }
            if rate > 0 { usleep(500) }
        }
    }
}

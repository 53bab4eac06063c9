import ArgumentParser
import MetricRecording
import Metrics
import SemanticConventions
import SpanRecording
import Synchronization
import Throughline

/// The CPU time of one measurement on a series that exists.
struct MetricCost: AsyncParsableCommand {
    enum Code: String, CaseIterable, ExpressibleByArgument {
        /// One atomic addition: what a counter cannot do without.
        case atomic
        /// `MetricRecording`, a series that is held.
        case counterHeld = "counter-held"
        case histogramHeld = "histogram-held"
        case exponentialHeld = "exponential-held"
        /// `MetricRecording`, three attributes that are said each time.
        case counterLookup = "counter-lookup"
        case histogramLookup = "histogram-lookup"
        /// swift-metrics, an object that is held.
        case counterStandard = "counter-standard"
        case timerStandard = "timer-standard"
    }

    @Option var code: Code = .counterHeld
    @Option var threads = 1
    @Option var measurements = 5_000_000
    @Option(help: "All threads measure into one series, and not each into its own.")
    var shared = 0

    func run() async throws {
        var configuration = Configuration(serviceName: "bench")
        configuration.traces.exporters = []
        configuration.metrics.exporters = [.custom(InMemoryMetricExporter())]
        configuration.metrics.views = [View("bench.exponential", aggregation: .exponentialBuckets())]
        try Telemetry.bootstrap(configuration)
        await measure(measurements / 5)  // warm up
        let start = Usage.cpu()
        await measure(measurements)
        print("cpu", (Usage.cpu() - start) / Double(measurements / threads * threads))
    }

    private func measure(_ count: Int) async {
        let code = code
        let each = count / threads
        let isShared = shared != 0
        await withDiscardingTaskGroup { group in
            for thread in 0..<threads {
                group.addTask { code.run(each, key: isShared ? 0 : thread) }
            }
        }
    }
}

extension MetricCost.Code {
    func run(_ count: Int, key: Int) {
        let attributes: Attributes = ["thread": .int(Int64(key))]
        let dimensions = [("thread", "\(key)")]
        switch self {
        case .atomic:
            let sum = Instruments.sums[key & 7]
            for _ in 0..<count { sum.value.wrappingAdd(1, ordering: .relaxed) }
        case .counterHeld:
            guard let series = Instruments.counter.series(attributes) else { return }
            for _ in 0..<count { series.add(1) }
        case .histogramHeld:
            guard let series = Instruments.histogram.series(attributes) else { return }
            for index in 0..<count { series.record(Double(index & 1023) * 0.01) }
        case .exponentialHeld:
            guard let series = Instruments.exponential.series(attributes) else { return }
            for index in 0..<count { series.record(Double(index & 1023) * 0.01) }
        case .counterLookup:
            for index in 0..<count { Instruments.counter.add(1, attributes: three(index, key)) }
        case .histogramLookup:
            for index in 0..<count {
                Instruments.histogram.record(Double(index & 1023) * 0.01, attributes: three(index, key))
            }
        case .counterStandard:
            let counter = Metrics.Counter(label: "bench.standard", dimensions: dimensions)
            for _ in 0..<count { counter.increment() }
        case .timerStandard:
            let timer = Metrics.Timer(label: "bench.timer", dimensions: dimensions)
            for index in 0..<count { timer.recordNanoseconds(Int64(index & 1023) * 10_000_000) }
        }
    }

    private func three(_ index: Int, _ key: Int) -> Attributes {
        [
            "http.request.method": "GET", "http.response.status_code": .int(Int64(200 + index & 3)),
            "thread": .int(Int64(key)),
        ]
    }
}

private enum Instruments {
    static let counter = MetricRecording.Counter(
        MetricDescriptor(name: "bench.counter", unit: "1", description: "", instrument: .counter)
    )
    static let histogram = MetricRecording.Histogram(
        MetricDescriptor(
            name: "bench.histogram",
            unit: "s",
            description: "",
            instrument: .histogram(boundaries: [
                0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
            ])
        )
    )
    static let exponential = MetricRecording.Histogram(
        MetricDescriptor(name: "bench.exponential", unit: "s", description: "", instrument: .histogram(boundaries: nil))
    )

    final class Sum: Sendable {
        let value = Atomic<Int>(0)
        private let padding: InlineArray<15, Int> = .init(repeating: 0)
    }
    static let sums = (0..<8).map { _ in Sum() }
}

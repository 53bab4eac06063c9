import Logging
import MetricRecording
import Metrics
import OTLP
import ServiceLifecycle
import ServiceLifecycleTestKit
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct TelemetryTests {
    private func telemetry(_ exporter: ScriptedSpanExporter, isEnabled: Bool = true) -> Telemetry {
        var configuration = Configuration(serviceName: "test")
        configuration.isEnabled = isEnabled
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.batch.scheduleDelay = .seconds(3600)
        return Telemetry(configuration: configuration)
    }

    @Test(arguments: [true, false])
    func itRunsUntilTheGroupShutsDownAndFlushes(_ isEnabled: Bool) async throws {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter, isEnabled: isEnabled)
        await testGracefulShutdown { trigger in
            await withTaskGroup(of: String.self) { group in
                group.addTask {
                    await telemetry.run()
                    return "telemetry"
                }
                group.addTask {
                    // Far more turns than it takes a service that returns by itself.
                    for _ in 0..<1_000 { await Task.yield() }
                    return "other"
                }
                #expect(await group.next() == "other", "the telemetry does not end by itself")
                telemetry.tracer.startSpan("last").end()
                trigger.triggerGracefulShutdown()
                #expect(await group.next() == "telemetry")
            }
        }
        #expect(exporter.names == (isEnabled ? ["last"] : []))
    }

    @Test func itFlushesWhenItsTaskIsCancelled() async {
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter)
        telemetry.tracer.startSpan("last").end()
        let task = Task { await telemetry.run() }
        task.cancel()
        await task.value
        #expect(exporter.names == ["last"])
        #expect(telemetry.statistics.exported == 1)
    }

    @Test func asTheFirstServiceOfAGroupItOutlivesTheOthers() async throws {
        struct Worker: Service {
            let tracer: ThroughlineTracer
            func run() async throws {
                try? await gracefulShutdown()
                tracer.startSpan("work done at shutdown").end()
            }
        }
        struct Stopper: Service {
            func run() async throws {}
        }
        let exporter = ScriptedSpanExporter()
        let telemetry = telemetry(exporter)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: telemetry),
                    .init(service: Worker(tracer: telemetry.tracer)),
                    .init(service: Stopper(), successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await group.run()
        #expect(exporter.names == ["work done at shutdown"])
    }

    /// In a process of its own, because one can be bootstrapped once, and then is for all other tests.
    @Test func bootstrapMakesItTheProcessesBackendOnce() async {
        await #expect(processExitsWith: .success) {
            try await Self.bootstrapTwice()
        }
    }

    private static func bootstrapTwice() async throws {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = []
        let exporter = InMemoryMetricExporter()
        configuration.metrics.exporters = [.custom(exporter)]
        let waiting = ObservableGauge(.gauge("bootstrap.waiting")) { $0.observe(3) }
        let telemetry = try Telemetry.bootstrap(configuration)
        #expect(InstrumentationSystem.tracer is ThroughlineTracer)
        #expect(MetricsSystem.factory is ThroughlineMetrics)
        Metrics.Counter(label: "bootstrap.counter").increment()
        await telemetry.forceFlush()
        #expect(exporter.metric("bootstrap.counter")?.value == .int(1))
        #expect(exporter.metric("bootstrap.waiting")?.value == .double(3))
        withExtendedLifetime(waiting) {}
        #expect(throws: TelemetryError.alreadyBootstrapped) { try Telemetry.bootstrap(configuration) }
    }

    @Test func severalInstancesDoNotMeet() async {
        let first = RecordingTelemetry()
        let second = RecordingTelemetry()
        withTracer(first.tracer) { withSpan("one") { _ in } }
        withTracer(second.tracer) { withSpan("two") { _ in } }
        #expect(await first.spans().map(\.name) == ["one"])
        #expect(await second.spans().map(\.name) == ["two"])
    }

    @Test func instrumentationsReachTheTracerThatIsBoundToTheTask() async {
        let scope = SpanRecording.InstrumentationScope(name: "driver")
        let first = RecordingTelemetry()
        let second = RecordingTelemetry()
        for recording in [first, second, first] {
            withTracer(recording.tracer) {
                let span = scope.startSpan("query")
                #expect(span is ThroughlineSpan)
                span.end()
            }
        }
        withTracer(NoOpTracer()) { #expect(!scope.startSpan("nowhere").isRecording) }
        #expect(await first.spans().count == 2)
        #expect(await second.spans().count == 1)
    }
}

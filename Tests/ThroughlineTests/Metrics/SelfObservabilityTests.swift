import Logging
import MetricRecording
import OTLP
import SemanticConventions
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct SelfObservabilityTests {
    private let exporter = InMemoryMetricExporter()

    private func telemetry(_ change: (inout Configuration) -> Void = { _ in }) -> Telemetry {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = [.custom(InMemorySpanExporter())]
        configuration.metrics.exporters = [.custom(exporter)]
        configuration.metrics.exportInterval = .seconds(3600)
        configuration.metrics.selfObservability = true
        change(&configuration)
        return Telemetry(configuration: configuration)
    }

    /// The values of a metric, as it is now.
    private func values(
        _ name: String,
        of telemetry: Telemetry
    ) async -> [[String: AnyValue]: OTLP.Number] {
        exporter.reset()
        await telemetry.forceFlush()
        return exporter.metric(name)?.values ?? [:]
    }

    private func start(_ telemetry: Telemetry, in context: InstrumentationContext = .topLevel) -> ThroughlineSpan {
        telemetry.tracer.startSpan(
            "work",
            context: context,
            ofKind: .internal,
            at: DefaultTracerClock().now,
            function: #function,
            file: #fileID,
            line: #line
        )
    }

    @Test func theSDKSaysWhichSpansAreStartedAndLive() async {
        let telemetry = telemetry { $0.traces.sampler = OddlySampler() }
        var remote = InstrumentationContext.topLevel
        remote.spanContext = SpanContext(traceID: TraceID(high: 1, low: 1), spanID: SpanID(1), isRemote: true)
        let root = start(telemetry)
        start(telemetry, in: root.context).end()
        start(telemetry, in: remote).end()
        #expect(
            await values("otel.sdk.span.started", of: telemetry) == [
                [
                    "otel.span.sampling_result": .string("RECORD_AND_SAMPLE"),
                    "otel.span.parent.origin": .string("none"),
                ]:
                    .int(1),
                ["otel.span.sampling_result": .string("RECORD_ONLY"), "otel.span.parent.origin": .string("local")]:
                    .int(1),
                ["otel.span.sampling_result": .string("DROP"), "otel.span.parent.origin": .string("remote")]: .int(1),
            ]
        )
        let live = await values("otel.sdk.span.live", of: telemetry)
        #expect(live[["otel.span.sampling_result": .string("RECORD_AND_SAMPLE")]] == .int(1))
        #expect(live[["otel.span.sampling_result": .string("RECORD_ONLY")]] == .int(0))
        root.end()
        let later = await values("otel.sdk.span.live", of: telemetry)
        #expect(later[["otel.span.sampling_result": .string("RECORD_AND_SAMPLE")]] == .int(0))
    }

    @Test func theSDKSaysWhatItsProcessorsHaveDone() async {
        let spans = ScriptedSpanExporter(isHeld: true)
        let telemetry = telemetry {
            $0.traces.exporters = [.custom(spans)]
            $0.traces.batch.maxQueueSize = 3
            $0.traces.batch.maxExportBatchSize = 2
            $0.traces.batch.exportTimeout = .milliseconds(20)
        }
        for _ in 0..<2 { start(telemetry).end() }
        await spans.calls(1)  // two are with the exporter, and keep their room
        for _ in 0..<3 { start(telemetry).end() }
        let processor: [String: AnyValue] = [
            "otel.component.name": .string("batching_span_processor/0"),
            "otel.component.type": .string("batching_span_processor"),
        ]
        #expect(await values("otel.sdk.processor.span.queue.capacity", of: telemetry) == [processor: .int(3)])
        #expect(await values("otel.sdk.processor.span.queue.size", of: telemetry) == [processor: .int(1)])
        let full = processor.merging(["error.type": .string("queue_full")]) { $1 }
        #expect(
            await values("otel.sdk.processor.span.processed", of: telemetry) == [processor: .int(2), full: .int(2)]
        )
        spans.release()
    }

    @Test func theSDKSaysWhatItsExportersHaveDone() async throws {
        let spans = ScriptedSpanExporter([.success, .failure(reason: "no")])
        let telemetry = telemetry {
            $0.traces.exporters = [.custom(spans)]
            $0.traces.batch = .simple
        }
        start(telemetry).end()
        await spans.calls(1)
        start(telemetry).end()
        await spans.calls(2)
        await telemetry.forceFlush()
        let values = await values("otel.sdk.exporter.span.exported", of: telemetry)
        let type: AnyValue = .string("ThroughlineTests.ScriptedExporter<Throughline.SpanBatch>")
        let name: AnyValue = .string("ThroughlineTests.ScriptedExporter<Throughline.SpanBatch>/0")
        #expect(values[["otel.component.type": type, "otel.component.name": name]] == .int(1))
        let refused: [String: AnyValue] = [
            "otel.component.type": type, "otel.component.name": name, "error.type": .string("rejected"),
        ]
        #expect(values[refused] == .int(1))
        let inflight = exporter.metric("otel.sdk.exporter.span.inflight")
        #expect(inflight?.value == .int(0))
        #expect(inflight?.sum?.isMonotonic == false)
    }

    @Test func theSDKSaysWhatBecomesOfLogRecords() async {
        let records = InMemoryLogRecordExporter()
        let telemetry = telemetry { $0.logs.exporters = [.custom(records)] }
        var logger = Logger(label: "shop") { telemetry.logHandler(label: $0) }
        logger.logLevel = .info
        logger.info("paid")
        logger.info("sent")
        await telemetry.forceFlush()
        let processor: [String: AnyValue] = [
            "otel.component.name": .string("batching_log_processor/0"),
            "otel.component.type": .string("batching_log_processor"),
        ]
        #expect(await values("otel.sdk.log.created", of: telemetry) == [[:]: .int(2)])
        #expect(exporter.metric("otel.sdk.processor.log.processed")?.values == [processor: .int(2)])
        #expect(exporter.metric("otel.sdk.processor.log.queue.size")?.values == [processor: .int(0)])
        #expect(exporter.metric("otel.sdk.processor.log.queue.capacity")?.values == [processor: .int(2048)])
        #expect(exporter.metric("otel.sdk.exporter.log.exported")?.value == .int(2))
        #expect(exporter.metric("otel.sdk.exporter.log.inflight")?.value == .int(0))
    }

    @Test func theSDKSaysWhatBecomesOfDataPoints() async {
        let telemetry = telemetry()
        RecordingMetrics.Bound(telemetry).record { Counter(.counter("c")).add(1) }
        await telemetry.forceFlush()
        let first = telemetry.statistics.metrics.exported
        let exported = await values("otel.sdk.exporter.metric_data_point.exported", of: telemetry)
        #expect(first > 0)
        #expect(exported.values.map(\.self) == [.int(Int64(first))])
        #expect(exporter.metric("otel.sdk.exporter.metric_data_point.inflight")?.value == .int(0))
    }

    @Test func theSDKMeasuresHowLongItsOperationsTake() async throws {
        let telemetry = telemetry { $0.traces.batch = .simple }
        start(telemetry).end()
        await telemetry.forceFlush()
        await telemetry.forceFlush()
        exporter.reset()
        await telemetry.forceFlush()
        let collection = try #require(exporter.metric("otel.sdk.metric_reader.collection.duration"))
        #expect(collection.unit == "s")
        #expect(collection.distribution?.attributes["otel.component.name"] == .string("periodic_metric_reader/0"))
        let operations = try #require(exporter.metric("otel.sdk.exporter.operation.duration")?.histogram)
        let types = operations.dataPoints.compactMap { $0.attributes["otel.component.type"] }
        #expect(
            Set(types) == [
                .string("Throughline.InMemorySpanExporter"), .string("Throughline.InMemoryMetricExporter"),
            ]
        )
        #expect(operations.dataPoints.allSatisfy { $0.attributes["error.type"] == nil })
    }

    @Test func withoutBeingAskedTheSDKSaysNothingOfItself() async {
        let telemetry = telemetry { $0.metrics.selfObservability = false }
        start(telemetry).end()
        await telemetry.forceFlush()
        #expect(exporter.metrics.isEmpty)
    }

    @Test func everyMetricHasTheSDKAsItsScope() async {
        let telemetry = telemetry()
        start(telemetry).end()
        await telemetry.forceFlush()
        let scopes = exporter.requests.flatMap(\.resourceMetrics).flatMap(\.scopeMetrics)
        #expect(Set(scopes.map { $0.scope?.name }) == ["throughline"])
        #expect(!scopes.isEmpty)
    }
}

/// Samples roots, records their children only, and drops what comes from elsewhere.
private struct OddlySampler: Sampler {
    let description = "odd"

    func sample(_ candidate: SpanCandidate) -> SamplingResult {
        guard let parent = candidate.parent else { return SamplingResult(.recordAndSample) }
        return SamplingResult(parent.isRemote ? .drop : .recordOnly)
    }
}

import Logging
import MetricRecording
import Metrics
import SemanticConventions
import SpanRecording
import Testing
import Throughline
import Tracing

/// The whole way of a metric, from an instrument to a collector that is not ours.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct MetricWireTests {
    private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func telemetry(_ url: String, _ change: (inout Throughline.Configuration) -> Void = { _ in }) -> Telemetry {
        var configuration = Throughline.Configuration(serviceName: "shop")
        configuration.otlp.endpoint = .base(url)
        configuration.traces.exporters = []
        configuration.logs.exporters = []
        configuration.metrics.views = [View("shop.exponential", aggregation: .exponentialBuckets())]
        change(&configuration)
        return Telemetry(configuration: configuration, logger: silent)
    }

    /// Records into an instrument of each kind, in a span.
    private func record(with telemetry: Telemetry) -> SpanContext {
        let scope = SpanRecording.InstrumentationScope(
            name: "Checkout",
            version: "1.2",
            schemaURL: "https://example.org/1",
            attributes: ["tenant": "a"]
        )
        func descriptor(_ name: String, _ instrument: MetricDescriptor.Instrument) -> MetricDescriptor {
            MetricDescriptor(name: name, unit: "By", description: "Größe", instrument: instrument)
        }
        let span = telemetry.tracer.startSpan("POST /orders", context: .topLevel)
        defer { span.end() }
        InstrumentationContext.$current.withValue(span.context) {
            withMetricsFactory(telemetry.metrics) {
                let attributes: Attributes = ["brand": "visa", "count": 2, "gift": true, "weight": 1.5]
                Counter(descriptor("shop.counter", .counter), scope: scope).add(3, attributes: attributes)
                UpDownCounter(descriptor("shop.active", .upDownCounter), scope: scope).series([:])?.add(-2)
                Gauge(descriptor("shop.gauge", .gauge), scope: scope).record(0.25)
                let histogram = Histogram(descriptor("shop.histogram", .histogram(boundaries: [1, 2])), scope: scope)
                for value in [0.5, 1.5, 2.5] { histogram.record(value) }
                let exponential = Histogram(descriptor("shop.exponential", .histogram(boundaries: nil)), scope: scope)
                for value in [-1, 0, 1, 4] { exponential.record(value) }
            }
        }
        return span.spanContext
    }

    @Test func theOfficialClassesSeeWhatWasMeasured() async throws {
        try await Witness.run { witness in
            let telemetry = telemetry(witness.url) { $0.otlp.compression = .gzip }
            let span = record(with: telemetry)
            await telemetry.shutdown()
            #expect(telemetry.statistics.metrics.exported == 5)

            let request = try #require(try await witness.requests(1).first)
            #expect(request.error == nil)
            #expect(request.unknown == [])
            #expect(request.path == "/v1/metrics")
            #expect(
                request.metrics.map(\.name).sorted() == [
                    "shop.active", "shop.counter", "shop.exponential", "shop.gauge", "shop.histogram",
                ]
            )
            for metric in request.metrics {
                #expect(metric.resource["service.name"] == .string("shop"))
                #expect(metric.scope == "Checkout" && metric.scopeVersion == "1.2")
                #expect(metric.scopeSchemaURL == "https://example.org/1")
                #expect(metric.scopeAttributes == ["tenant": .string("a")])
                #expect(metric.unit == "By" && metric.description == "Größe")
                #expect(metric.points.count == 1)
                #expect(metric.points.allSatisfy { $0.start > 0 && $0.start < $0.time })
                #expect(metric.points.allSatisfy { $0.exemplarTraceIDs.allSatisfy { $0 == span.traceID.hex } })
                #expect(metric.points.allSatisfy { $0.exemplarSpanIDs.allSatisfy { $0 == span.spanID.hex } })
                #expect(metric.points.allSatisfy { !$0.exemplarSpanIDs.isEmpty })
            }
            func metric(_ name: String) throws -> Witness.Request.Metric {
                try #require(request.metrics.first { $0.name == name })
            }
            let counter = try metric("shop.counter")
            #expect(counter.kind == "sum" && counter.isMonotonic)
            #expect(counter.temporality == "AGGREGATION_TEMPORALITY_CUMULATIVE")
            #expect(counter.points[0].value == .int(3))
            #expect(
                counter.points[0].attributes == [
                    "brand": .string("visa"), "count": .int(2), "gift": .bool(true), "weight": .double(1.5),
                ]
            )
            let active = try metric("shop.active")
            #expect(active.kind == "sum" && !active.isMonotonic && active.points[0].value == .int(-2))
            let gauge = try metric("shop.gauge")
            #expect(gauge.kind == "gauge" && gauge.points[0].value == .double(0.25))
            let histogram = try metric("shop.histogram")
            #expect(histogram.kind == "histogram")
            #expect(histogram.points[0].bounds == [1, 2])
            #expect(histogram.points[0].counts == [1, 1, 1])
            #expect(histogram.points[0].exemplarSpanIDs.count == 3)
            let exponential = try metric("shop.exponential")
            #expect(exponential.kind == "exponential_histogram")
            #expect(exponential.points[0].counts.reduce(0, +) == 3)
            #expect(exponential.points[0].zeros == 1)
        }
    }

    /// Deltas: of what the collector did not take the first time, nothing is lost and nothing comes twice.
    @Test func deltasThatWereNotTakenComeAgain() async throws {
        try await Witness.run("503", "ok", "ok") { witness in
            let telemetry = telemetry(witness.url) {
                $0.metrics.temporality = .delta
                $0.otlp.retry.maxAttempts = 1
            }
            let counter = Counter(
                MetricDescriptor(name: "c", unit: "1", description: "", instrument: .counter)
            )
            withMetricsFactory(telemetry.metrics) { counter.add(1) }
            await telemetry.forceFlush()
            withMetricsFactory(telemetry.metrics) { counter.add(2) }
            await telemetry.forceFlush()
            await telemetry.shutdown()
            let requests = try await witness.requests(3)
            #expect(requests.map { $0.metrics.map { $0.points[0].value } } == [[.int(1)], [.int(1)], [.int(2)]])
            #expect(requests[0].digest == requests[1].digest)
            #expect(requests[0].metrics[0].temporality == "AGGREGATION_TEMPORALITY_DELTA")
            #expect(requests[2].metrics[0].points[0].start == requests[1].metrics[0].points[0].time)
        }
    }

    @Test func pointsThatTheCollectorRejectsAreCounted() async throws {
        try await Witness.run("partial:2") { witness in
            let telemetry = telemetry(witness.url)
            _ = record(with: telemetry)
            await telemetry.shutdown()
            #expect(telemetry.statistics.metrics.exported == 3)
            #expect(telemetry.statistics.metrics.failed == 2)
        }
    }
}

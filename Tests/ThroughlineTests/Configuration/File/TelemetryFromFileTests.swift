import Foundation
import Instrumentation
import SpanRecording
import Testing
import Tracing

@testable import Throughline

@Suite struct TelemetryFromFileTests {
    @Test func `What a file says is what the telemetry does`() async throws {
        var configuration = try ConfigurationFileTests.read(
            """
            file_format: "1.0"
            resource: {attributes: [{name: service.name, value: shop}]}
            propagator: {composite: [{baggage: }]}
            tracer_provider:
              processors: [{simple: {exporter: {console: }}}]
              sampler: {always_off: }
            meter_provider: {readers: [{pull: {exporter: {prometheus/development: {port: 0}}}}]}
            logger_provider: {processors: [{simple: {exporter: {console: }}}]}
            """
        )
        #expect(configuration.warnings.isEmpty)
        configuration.metrics.prometheus.isServed = false
        let telemetry = Telemetry(configuration: configuration)
        #expect(telemetry.resource.attributes["service.name"] == .string("shop"))
        let span = telemetry.tracer.startSpan("work", context: .topLevel)
        #expect(!span.isRecording)
        var carrier: [String: String] = [:]
        telemetry.tracer.inject(span.context, into: &carrier, using: DictionaryInjector())
        #expect(carrier["traceparent"] == nil)
        #expect(telemetry.logger(for: SpanRecording.InstrumentationScope(name: "x")).isEnabled())
        #expect(await telemetry.prometheusMetrics().body.contains(#"service_name="shop""#))
        await telemetry.shutdown()
    }

    private struct DictionaryInjector: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key] = value
        }
    }
}

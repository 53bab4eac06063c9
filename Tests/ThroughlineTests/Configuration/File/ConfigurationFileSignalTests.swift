import Foundation
import Testing

@testable import Throughline

/// What a file says of metrics and logs, and that the example in the documentation is one.
@Suite struct ConfigurationFileSignalTests {
    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> Configuration {
        try ConfigurationFileTests.read("file_format: \"1.0\"\n" + text, environment)
    }

    @Test func `Logs`() throws {
        let configuration = try read(
            """
            attribute_limits: {attribute_count_limit: 9}
            logger_provider:
              processors:
                - batch:
                    schedule_delay: 3
                    exporter: {otlp_http: {endpoint: "http://logs/v1"}}
                - simple: {exporter: {console: }}
              limits: {attribute_value_length_limit: 5}
            """
        )
        #expect(configuration.logs.exporters.map(\.description) == ["otlp", "console"])
        #expect(configuration.logs.batch.scheduleDelay == .milliseconds(3))
        #expect(configuration.logs.otlp.endpoint == .exact("http://logs/v1"))
        #expect(configuration.logs.limits.attributeCount == 9)
        #expect(configuration.logs.limits.attributeValueLength == 5)
        #expect(configuration.warnings.map(\.fallback) == ["all of the signal's are collected as one is"])
    }

    @Test func `Metrics`() throws {
        let configuration = try read(
            """
            meter_provider:
              readers:
                - periodic:
                    interval: 1000
                    timeout: 500
                    exporter:
                      otlp_http:
                        endpoint: http://metrics/v1
                        temporality_preference: low_memory
                        default_histogram_aggregation: base2_exponential_bucket_histogram
                    cardinality_limits: {default: 50}
                - pull:
                    exporter:
                      prometheus/development:
                        host: 127.0.0.1
                        port: 1234
                        scope_info_enabled: false
                        without_target_info/development: true
                        translation_strategy: underscore_escaping_without_suffixes
              exemplar_filter: always_off
            """
        )
        let metrics = configuration.metrics
        #expect(metrics.exporters.map(\.description) == ["otlp", "prometheus"])
        #expect(metrics.exportInterval == .seconds(1) && metrics.exportTimeout == .milliseconds(500))
        #expect(metrics.temporality == .lowMemory && metrics.defaultHistogramAggregation == .exponentialBuckets)
        #expect(metrics.cardinalityLimit == 50 && metrics.exemplarFilter == .alwaysOff)
        #expect(metrics.otlp.endpoint == .exact("http://metrics/v1"))
        let prometheus = metrics.prometheus
        #expect(prometheus.isServed && prometheus.host == "127.0.0.1" && prometheus.port == 1234)
        #expect(!prometheus.options.includesScope && !prometheus.options.includesTargetInfo)
        #expect(!prometheus.options.addsUnits && !prometheus.options.addsTotal)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func `Views`() throws {
        let configuration = try read(
            """
            meter_provider:
              views:
                - selector:
                    instrument_name: http.*
                    instrument_type: histogram
                    unit: s
                    meter_name: m
                    meter_version: v
                    meter_schema_url: u
                  stream:
                    name: renamed
                    description: said
                    aggregation: {explicit_bucket_histogram: {boundaries: [0.1, 1, 10.5], record_min_max: false}}
                    aggregation_cardinality_limit: 7
                    attribute_keys: {included: [a, b], excluded: [b]}
                - {selector: {instrument_name: a}, stream: {aggregation: {drop: }, attribute_keys: {excluded: [x]}}}
                - {selector: {instrument_name: b}, stream: {aggregation: {base2_exponential_bucket_histogram: {max_scale: 3, max_size: 10}}}}
                - {stream: {name: nothing}}
                - {selector: {instrument_name: c}, stream: {aggregation: {explicit_bucket_histogram: {boundaries: [2, 1]}}}}
            """
        )
        let views = configuration.metrics.views
        #expect(views.map(\.selector.instrumentName) == ["http.*", "a", "b", "c"])
        let first = try #require(views.first)
        #expect(first.selector.kind == .histogram && first.selector.unit == "s" && first.selector.meterName == "m")
        #expect(first.selector.meterVersion == "v" && first.selector.meterSchemaURL == "u")
        #expect(first.name == "renamed" && first.description == "said" && first.cardinalityLimit == 7)
        #expect(first.aggregation == .explicitBuckets(boundaries: [0.1, 1, 10.5], recordsMinMax: false))
        #expect(first.attributes == .keep(["a"]))
        #expect(views[1].aggregation == .drop && views[1].attributes == .exclude(["x"]))
        #expect(views[2].aggregation == .exponentialBuckets(maxSize: 10, maxScale: 3, recordsMinMax: true))
        #expect(
            configuration.warnings.map(\.problem) == ["selects nothing", "is not a list of rising numbers"]
        )
    }

    @Test func `The example in the documentation is one`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/Configuration.md"), encoding: .utf8)
        let start = try #require(page.range(of: "```yaml\n"))
        let end = try #require(page.range(of: "\n```", range: start.upperBound..<page.endIndex))
        let text = String(page[start.upperBound..<end.lowerBound])
        let configuration = try ConfigurationFileTests.read(text, ["API_KEY": "k", "COLLECTOR": "https://c:4318"])
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.serviceName == "shop")
        #expect(configuration.traces.otlp.endpoint == .exact("https://c:4318/v1/traces"))
        #expect(configuration.traces.otlp.headers["api-key"] == "k")
        #expect(configuration.metrics.views.count == 1)
        #expect(configuration.logs.exporters.map(\.description) == ["otlp"])
    }

    /// OpenTelemetry's own example for those who come from environment variables: every key that it has is known.
    @Test func `The specification's migration example is understood`() throws {
        let otlp = """
            otlp_http:
                        endpoint: ${OTEL_EXPORTER_OTLP_ENDPOINT:-http://localhost:4318}/v1/x
                        tls:
                          ca_file: ${A}
                          key_file: ${A}
                          cert_file: ${A}
                        compression: ${A:-gzip}
                        timeout: ${A:-10000}
                        headers_list: ${A}
            """
        let configuration = try ConfigurationFileTests.read(
            """
            file_format: "1.2"
            stability: development
            disabled: ${A:-false}
            log_level: info
            resource:
              attributes:
                - name: service.name
                  value: ${A:-unknown_service}
              attributes_list: ${A}
            attribute_limits:
              attribute_value_length_limit: ${A}
              attribute_count_limit: ${A:-128}
            propagator:
              composite_list: ${A:-tracecontext,baggage}
            tracer_provider:
              processors:
                - batch:
                    schedule_delay: ${A:-5000}
                    export_timeout: ${A:-30000}
                    max_queue_size: ${A:-2048}
                    max_export_batch_size: ${A:-512}
                    exporter:
                      \(otlp)
              sampler:
                parent_based:
                  root:
                    always_on:
                  remote_parent_sampled:
                    always_on:
                  remote_parent_not_sampled:
                    always_off:
                  local_parent_sampled:
                    always_on:
                  local_parent_not_sampled:
                    always_off:
            meter_provider:
              readers:
                - periodic:
                    interval: ${A:-60000}
                    timeout: ${A:-30000}
                    exporter:
                      \(otlp)
                        temporality_preference: ${A:-cumulative}
                        default_histogram_aggregation: ${A:-explicit_bucket_histogram}
              exemplar_filter: ${A:-trace_based}
            logger_provider:
              processors:
                - batch:
                    exporter:
                      \(otlp)
              limits:
                attribute_value_length_limit: ${A}
                attribute_count_limit: ${A:-128}
            """
        )
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.traces.otlp.compression == .gzip)
        #expect(configuration.metrics.exporters.map(\.description) == ["otlp"])
    }
}

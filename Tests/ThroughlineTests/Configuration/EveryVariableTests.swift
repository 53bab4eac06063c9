import Testing

@testable import Throughline

/// Every variable of the specification is read, or is warned of.
///
/// Source: `configuration/sdk-environment-variables.md`, `protocol/exporter.md` and `metrics/sdk_exporters/otlp.md`.
@Suite struct EveryVariableTests {
    /// Variables with a value that is not their default.
    private static let variables: KeyValuePairs<String, String> = [
        "OTEL_SDK_DISABLED": "true", "OTEL_SERVICE_NAME": "shop", "OTEL_RESOURCE_ATTRIBUTES": "a=b",
        "OTEL_ENTITIES": "service{service.name=a}", "OTEL_LOG_LEVEL": "debug", "OTEL_PROPAGATORS": "baggage",
        "OTEL_TRACES_SAMPLER": "always_off", "OTEL_BSP_SCHEDULE_DELAY": "1", "OTEL_BSP_EXPORT_TIMEOUT": "1",
        "OTEL_BSP_MAX_QUEUE_SIZE": "1", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "1", "OTEL_BLRP_SCHEDULE_DELAY": "1",
        "OTEL_BLRP_EXPORT_TIMEOUT": "1", "OTEL_BLRP_MAX_QUEUE_SIZE": "1", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "1",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "1", "OTEL_ATTRIBUTE_COUNT_LIMIT": "1",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "1", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "1",
        "OTEL_SPAN_EVENT_COUNT_LIMIT": "1", "OTEL_SPAN_LINK_COUNT_LIMIT": "1", "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "1",
        "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "1", "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT": "1",
        "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT": "1", "OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none", "OTEL_METRIC_EXPORT_INTERVAL": "1", "OTEL_METRIC_EXPORT_TIMEOUT": "1",
        "OTEL_METRICS_EXEMPLAR_FILTER": "always_on", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "delta",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": "base2_exponential_bucket_histogram",
        "OTEL_EXPORTER_ZIPKIN_ENDPOINT": "zipkin", "OTEL_EXPORTER_ZIPKIN_TIMEOUT": "soon",
        "OTEL_EXPORTER_PROMETHEUS_HOST": "0.0.0.0", "OTEL_EXPORTER_PROMETHEUS_PORT": "1",
        "OTEL_CONFIG_FILE": "/nowhere.yaml", "OTEL_EXPERIMENTAL_CONFIG_FILE": "/nowhere.yaml",
    ]

    private static let otlp: KeyValuePairs<String, String> = [
        "ENDPOINT": "http://collector:4318", "PROTOCOL": "grpc", "HEADERS": "a=b", "COMPRESSION": "gzip",
        "TIMEOUT": "1", "CERTIFICATE": "/a.pem", "CLIENT_KEY": "/a.pem", "CLIENT_CERTIFICATE": "/a.pem",
        "INSECURE": "true",
    ]

    private func isNoticed(_ variables: [String: String]) -> Bool {
        let configuration = Configuration.fromEnvironment(variables)
        let defaults = Configuration.fromEnvironment([:])
        return !configuration.warnings.isEmpty || configuration.description != defaults.description
    }

    @Test(arguments: variables.map { ($0.key, $0.value) })
    func `It is read, or warned of`(name: String, value: String) {
        #expect(isNoticed([name: value]))
    }

    @Test(arguments: [
        "OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_METRICS_", "OTEL_EXPORTER_OTLP_LOGS_",
    ])
    func `So are those of the OTLP exporters`(prefix: String) {
        for (name, value) in Self.otlp {
            #expect(isNoticed([prefix + name: value]), "\(prefix + name)")
        }
    }

    @Test func `The argument of a sampler is read with it, and alone means nothing`() {
        #expect(isNoticed(["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.5"]))
        #expect(!isNoticed(["OTEL_TRACES_SAMPLER_ARG": "0.5"]))
    }
}

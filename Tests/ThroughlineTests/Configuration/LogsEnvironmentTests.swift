import Testing

@testable import Throughline

/// The variables of logs.
struct LogsEnvironmentTests {
    private func read(_ variables: [String: String]) -> Configuration { .fromEnvironment(variables) }

    private func warned(_ configuration: Configuration) -> [String] { configuration.warnings.map(\.setting) }

    @Test func theDefaultsAreThoseOfTheSpecification() {
        let logs = Configuration().logs
        #expect(logs.exporters.map(\.description) == ["otlp"])
        #expect(logs.batch.scheduleDelay == .milliseconds(1000))
        #expect(logs.batch.exportTimeout == .milliseconds(30_000))
        #expect(logs.batch.maxQueueSize == 2048)
        #expect(logs.batch.maxExportBatchSize == 512)
        #expect(logs.limits.attributeCount == 128)
        #expect(logs.limits.attributeValueLength == nil)
        #expect(Configuration().exceptions == .spanEvents)
    }

    @Test func theBatchIsReadAndNotThatOfSpans() {
        let configuration = read([
            "OTEL_BLRP_SCHEDULE_DELAY": "7", "OTEL_BLRP_EXPORT_TIMEOUT": "8", "OTEL_BLRP_MAX_QUEUE_SIZE": "9",
            "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "6", "OTEL_BSP_MAX_QUEUE_SIZE": "5",
        ])
        #expect(configuration.logs.batch.scheduleDelay == .milliseconds(7))
        #expect(configuration.logs.batch.exportTimeout == .milliseconds(8))
        #expect(configuration.logs.batch.maxQueueSize == 9)
        #expect(configuration.logs.batch.maxExportBatchSize == 6)
        #expect(configuration.traces.batch.maxQueueSize == 5)
        #expect(configuration.traces.batch.scheduleDelay == .milliseconds(5000))
        #expect(configuration.warnings.isEmpty)
    }

    @Test func aBatchThatIsLargerThanTheQueueIsCut() {
        let configuration = read(["OTEL_BLRP_MAX_QUEUE_SIZE": "10", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "20"])
        #expect(configuration.logs.batch.maxExportBatchSize == 10)
        #expect(warned(configuration) == ["OTEL_BLRP_MAX_EXPORT_BATCH_SIZE"])
    }

    @Test func aLimitOfItsOwnBeatsTheGeneralOne() {
        let general = read(["OTEL_ATTRIBUTE_COUNT_LIMIT": "3", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "4"])
        #expect(general.logs.limits.attributeCount == 3)
        #expect(general.logs.limits.attributeValueLength == 4)
        let own = read([
            "OTEL_ATTRIBUTE_COUNT_LIMIT": "3", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "4",
            "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT": "6",
        ])
        #expect(own.logs.limits.attributeCount == 5)
        #expect(own.logs.limits.attributeValueLength == 6)
        #expect(own.traces.spanLimits.attributeCount == 3)
    }

    @Test(arguments: [
        ("console,otlp", ["console", "otlp"], [String]()), ("none", [], []),
        ("None , otlp", [], ["OTEL_LOGS_EXPORTER"]),
        ("logging", ["otlp"], ["OTEL_LOGS_EXPORTER", "OTEL_LOGS_EXPORTER"]),
        ("what,console", ["console"], ["OTEL_LOGS_EXPORTER"]), ("", ["otlp"], []),
    ])
    func exportersAreNamed(text: String, names: [String], warnings: [String]) {
        let configuration = read(["OTEL_LOGS_EXPORTER": text])
        #expect(configuration.logs.exporters.map(\.description) == names)
        #expect(configuration.traces.exporters.map(\.description) == ["otlp"])
        #expect(warned(configuration) == warnings)
    }

    @Test func logsMayGoElsewhere() {
        let configuration = read([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://general:1", "OTEL_EXPORTER_OTLP_HEADERS": "a=1,b=2",
            "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://logs:2/in", "OTEL_EXPORTER_OTLP_LOGS_HEADERS": "b=3",
            "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT": "1500",
        ])
        let logs = configuration.otlp.overridden(by: configuration.logs.otlp)
        #expect(logs.endpoint.url(for: "v1/logs") == "http://logs:2/in")
        #expect(logs.headers["a"] == "1" && logs.headers["b"] == "3")
        #expect(logs.compression == .gzip)
        #expect(logs.timeout == .milliseconds(1500))
        let traces = configuration.otlp.overridden(by: configuration.traces.otlp)
        #expect(traces.endpoint.url(for: "v1/traces") == "http://general:1/v1/traces")
        #expect(traces.headers["b"] == "2")
    }

    @Test(arguments: [
        ("logs", Configuration.ExceptionSignal.logs), ("logs/dup", .both), ("LOGS", .logs), ("", .spanEvents),
    ])
    func exceptionsMoveToLogs(text: String, signal: Configuration.ExceptionSignal) {
        #expect(read(["OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN": text]).exceptions == signal)
    }

    @Test func anUnknownSignalOfExceptionsIsAWarning() {
        let configuration = read(["OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN": "metrics"])
        #expect(configuration.exceptions == .spanEvents)
        #expect(warned(configuration) == ["OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN"])
    }

    @Test func settingsOfLogsAreBroughtIntoTheirRanges() {
        var configuration = Configuration()
        configuration.logs.batch.maxQueueSize = 0
        configuration.logs.batch.maxExportBatchSize = 5
        configuration.logs.limits.attributeCount = -1
        configuration.logs.limits.attributeValueLength = -1
        configuration.logs.otlp.timeout = .zero
        let checked = configuration.checked()
        #expect(checked.logs.batch.maxQueueSize == 1)
        #expect(checked.logs.limits.attributeCount == 0)
        #expect(checked.logs.limits.attributeValueLength == 0)
        #expect(
            checked.warnings.map(\.setting) == [
                "logs.batch.maxQueueSize", "logs.batch.maxExportBatchSize", "logs.limits.attributeCount",
                "logs.limits.attributeValueLength", "logs.otlp.timeout",
            ]
        )
    }
}

import Testing

@testable import Throughline

@Suite struct CheckedConfigurationTests {
    @Test func theDefaultsAreRight() {
        #expect(Configuration().checked().warnings == [])
    }

    @Test func checkingTwiceChangesNothing() {
        var configuration = Configuration()
        configuration.traces.batch.maxQueueSize = -1
        let checked = configuration.checked()
        #expect(checked.warnings.count == 2)  // the batch no longer fits into the queue either
        #expect(checked.checked().warnings == checked.warnings)
    }

    @Test func bringsValuesIntoTheirRanges() {
        var configuration = Configuration()
        configuration.shutdownTimeout = .seconds(-1)
        configuration.traces.batch.scheduleDelay = .seconds(-1)
        configuration.traces.batch.exportTimeout = .seconds(1 << 60)
        configuration.traces.batch.maxQueueSize = .max
        configuration.traces.batch.maxExportBatchSize = 0
        configuration.traces.batch.maxQueueBytes = .min
        configuration.traces.spanLimits.attributeCount = -1
        configuration.traces.spanLimits.attributeValueLength = -1
        configuration.otlp.endpoint = "nowhere"
        configuration.otlp.timeout = .zero
        configuration.otlp.maxRequestSize = .max
        configuration.otlp.maxResponseSize = 0
        configuration.otlp.userAgentProduct = "a\r\nb: c"
        configuration.otlp.retry.maxAttempts = 0
        configuration.otlp.retry.initialBackoff = .seconds(10)
        configuration.otlp.retry.maxBackoff = .seconds(5)
        configuration.otlp.retry.multiplier = .nan

        let checked = configuration.checked()
        #expect(checked.shutdownTimeout == .zero)
        #expect(checked.traces.batch.scheduleDelay == .zero)
        #expect(checked.traces.batch.exportTimeout == .seconds(3600))
        #expect(checked.traces.batch.maxQueueSize == 1_000_000)
        #expect(checked.traces.batch.maxExportBatchSize == 1)
        #expect(checked.traces.batch.maxQueueBytes == 1 << 16)
        #expect(checked.traces.spanLimits.attributeCount == 0)
        #expect(checked.traces.spanLimits.attributeValueLength == 0)
        #expect(checked.otlp.endpoint == .default)
        #expect(checked.otlp.timeout == .milliseconds(1))
        #expect(checked.otlp.maxRequestSize == 1 << 31)
        #expect(checked.otlp.maxResponseSize == 1 << 10)
        #expect(checked.otlp.userAgentProduct == nil)
        #expect(checked.otlp.retry.maxAttempts == 1)
        #expect(checked.otlp.retry.maxBackoff == .seconds(10))
        #expect(checked.otlp.retry.multiplier == 1)
        #expect(checked.warnings.count == 15)
        #expect(checked.warnings.allSatisfy { $0.description.utf8.allSatisfy { $0 >= 0x20 } })
    }

    @Test func readsWellInCode() {
        var configuration = Configuration(serviceName: "shop")
        configuration.traces.sampler = .parentBased(root: .traceIDRatio(0.1))
        configuration.traces.exporters = [.otlp, .console, .custom(InMemorySpanExporter())]
        configuration.otlp.endpoint = "https://collector.example:4318"
        configuration.otlp.headers = ["api-key": "1"]
        #expect(configuration.checked().warnings == [])
        #expect(configuration.description.contains("otlp, console, InMemorySpanExporter"))
    }
}

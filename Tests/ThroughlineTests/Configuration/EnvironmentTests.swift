import Logging
import SpanRecording
import Testing

@testable import Throughline

@Suite struct EnvironmentTests {
    private func read(_ environment: [String: String]) -> Configuration {
        Configuration.fromEnvironment(environment)
    }

    /// The settings that have warnings.
    private func warned(_ configuration: Configuration) -> [String] {
        configuration.warnings.map(\.setting)
    }

    @Test func nothingSetMeansTheDefaults() {
        let configuration = read([:])
        #expect(configuration.warnings == [])
        #expect(configuration.description == Configuration().description)
        #expect(configuration.isEnabled)
        #expect(configuration.serviceName == nil)
        #expect(configuration.logLevel == .info)
        #expect(configuration.propagators.flatMap(\.fields) == ["traceparent", "tracestate", "baggage"])
        #expect(configuration.otlp.endpoint.url(for: "v1/traces") == "http://localhost:4318/v1/traces")
        #expect(configuration.otlp.compression == .none)
        #expect(configuration.otlp.timeout == .seconds(10))
        #expect(configuration.traces.sampler.description == ParentBasedSampler(root: .alwaysOn).description)
        #expect(configuration.traces.exporters.map(\.description) == ["otlp"])
        #expect(configuration.traces.otlp.isEmpty)
        #expect(configuration.traces.batch == Configuration.Batch())
        #expect(configuration.traces.batch.scheduleDelay == .seconds(5))
        #expect(configuration.traces.batch.exportTimeout == .seconds(30))
        #expect(configuration.traces.batch.maxQueueSize == 2048)
        #expect(configuration.traces.batch.maxExportBatchSize == 512)
        #expect(configuration.traces.spanLimits == SpanLimits())
    }

    @Test(arguments: ["", " ", "\t"])
    func emptyMeansUnset(text: String) {
        let names = [
            "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_LOG_LEVEL", "OTEL_PROPAGATORS",
            "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_TRACES_EXPORTER", "OTEL_BSP_SCHEDULE_DELAY",
            "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL",
            "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_CONFIG_FILE",
        ]
        let configuration = read(Dictionary(uniqueKeysWithValues: names.map { ($0, text) }))
        #expect(configuration.warnings == [])
        #expect(configuration.description == Configuration().description)
    }

    @Test(arguments: [
        ("true", false, 0), ("TRUE", false, 0), ("True ", false, 0), ("false", true, 0), ("FALSE", true, 0),
        ("1", true, 1), ("yes", true, 1), ("on", true, 1), ("truee", true, 1),
    ])
    func onlyTrueIsTrue(text: String, isEnabled: Bool, warnings: Int) {
        let configuration = read(["OTEL_SDK_DISABLED": text])
        #expect(configuration.isEnabled == isEnabled)
        #expect(configuration.warnings.count == warnings)
    }

    @Test(arguments: [
        ("debug", Logger.Level.debug), ("DEBUG", .debug), ("warn", .warning), ("error", .error), ("trace", .trace),
        ("fatal", .critical), ("none", .critical),
    ])
    func readsTheLogLevel(text: String, level: Logger.Level) {
        #expect(read(["OTEL_LOG_LEVEL": text]).logLevel == level)
    }

    @Test func anUnknownLogLevelIsIgnored() {
        let configuration = read(["OTEL_LOG_LEVEL": "loud\n"])
        #expect(configuration.logLevel == .info)
        #expect(
            configuration.warnings.map(\.description) == [
                """
                OTEL_LOG_LEVEL is not one of trace, debug, info, notice, warn, warning, error, fatal, critical, none: \
                "loud\\u{a}"; info is used
                """
            ]
        )
    }

    // MARK: Resource

    @Test func readsTheResource() {
        let configuration = read([
            "OTEL_SERVICE_NAME": "shop",
            "OTEL_RESOURCE_ATTRIBUTES":
                "service.name=other, deployment.environment.name = test%2C1 ,a%3Db=%C3%A9,empty=,",
        ])
        #expect(configuration.serviceName == "shop")
        #expect(
            configuration.resourceAttributes == [
                "service.name": "other", "deployment.environment.name": "test,1", "a=b": "é", "empty": "",
            ]
        )
        #expect(configuration.warnings == [])
        #expect(Resource.current(for: configuration).attributes["service.name"] == "shop")
    }

    @Test(arguments: ["a=b,c", "a=b,c=%", "a=b,=c", "a=b,c=%zz", "a=b,c=%ff", "a=b,%ff=c"])
    func oneErrorDiscardsAllAttributes(text: String) {
        let configuration = read(["OTEL_RESOURCE_ATTRIBUTES": text])
        #expect(configuration.resourceAttributes == [:])
        #expect(warned(configuration) == ["OTEL_RESOURCE_ATTRIBUTES"])
    }

    // MARK: Propagators

    @Test(arguments: [
        ("tracecontext", ["traceparent", "tracestate"], 0),
        ("Baggage", ["baggage"], 0),
        ("baggage, tracecontext,baggage,", ["baggage", "traceparent", "tracestate"], 0),
        ("none", [], 0),
        ("none,baggage", [], 1),
        ("b3,tracecontext", ["b3", "traceparent", "tracestate"], 0),
        ("B3Multi", ["x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags"], 0),
        (
            "jaeger,xray,ottrace",
            ["uber-trace-id", "x-amzn-trace-id", "ot-tracer-traceid", "ot-tracer-spanid", "ot-tracer-sampled"], 0
        ),
        ("pigeon", ["traceparent", "tracestate", "baggage"], 2),
        (",", ["traceparent", "tracestate", "baggage"], 0),
    ])
    func readsPropagators(text: String, fields: [String], warnings: Int) {
        let configuration = read(["OTEL_PROPAGATORS": text])
        #expect(configuration.propagators.flatMap(\.fields) == fields)
        #expect(warned(configuration) == Array(repeating: "OTEL_PROPAGATORS", count: warnings))
    }

    // MARK: Traces

    @Test(arguments: [
        ("always_on", nil, "\(ConstantSampler.alwaysOn)", 0),
        ("ALWAYS_OFF", nil, "\(ConstantSampler.alwaysOff)", 0),
        ("traceidratio", nil, "\(TraceIDRatioSampler(ratio: 1))", 0),
        ("traceidratio", "0.25", "\(TraceIDRatioSampler(ratio: 0.25))", 0),
        ("traceidratio", "1.5", "\(TraceIDRatioSampler(ratio: 1))", 1),
        ("traceidratio", "-0.1", "\(TraceIDRatioSampler(ratio: 1))", 1),
        ("traceidratio", "nan", "\(TraceIDRatioSampler(ratio: 1))", 1),
        ("traceidratio", "half", "\(TraceIDRatioSampler(ratio: 1))", 1),
        ("parentbased_always_on", "junk", "\(ParentBasedSampler(root: .alwaysOn))", 0),
        ("parentbased_always_off", nil, "\(ParentBasedSampler(root: .alwaysOff))", 0),
        ("parentbased_traceidratio", "0.5", "\(ParentBasedSampler(root: .traceIDRatio(0.5)))", 0),
        ("jaeger_remote", nil, "JaegerRemote{http://localhost:5778,\(TraceIDRatioSampler(ratio: 0.001))}", 0),
        (
            "parentbased_jaeger_remote", "endpoint=https://j:1/s,pollingIntervalMs=5000,initialSamplingRate=0.25",
            "\(ParentBasedSampler(root: .jaegerRemote(endpoint: "https://j:1/s", initial: .traceIDRatio(0.25))))", 0
        ),
        (
            "jaeger_remote", "endpoint=localhost:14250,pollingIntervalMs=no,initialSamplingRate=2,else=1,junk",
            "JaegerRemote{http://localhost:5778,\(TraceIDRatioSampler(ratio: 0.001))}", 5
        ),
        ("xray", nil, "\(ParentBasedSampler(root: .alwaysOn))", 1),
        ("sometimes", nil, "\(ParentBasedSampler(root: .alwaysOn))", 1),
    ])
    func readsTheSampler(text: String, argument: String?, sampler: String, warnings: Int) {
        let configuration = read(["OTEL_TRACES_SAMPLER": text, "OTEL_TRACES_SAMPLER_ARG": argument ?? ""])
        #expect(configuration.traces.sampler.description == sampler)
        #expect(configuration.warnings.count == warnings)
    }

    @Test(arguments: [
        ("otlp", ["otlp"], 0), ("console", ["console"], 0), ("OTLP, console", ["otlp", "console"], 0), ("none", [], 0),
        ("none,otlp", [], 1), ("zipkin", ["ZipkinSpanExporter"], 0), ("jaeger,console", ["console"], 1),
        ("otlp/stdout", ["OTLPFileExporter"], 0),
        ("carrier pigeon", ["otlp"], 2),
    ])
    func readsExporters(text: String, exporters: [String], warnings: Int) {
        let configuration = read(["OTEL_TRACES_EXPORTER": text])
        #expect(configuration.traces.exporters.map(\.description) == exporters)
        #expect(warned(configuration) == Array(repeating: "OTEL_TRACES_EXPORTER", count: warnings))
    }

    @Test func readsTheBatchSettings() {
        let batch = read([
            "OTEL_BSP_SCHEDULE_DELAY": "100", "OTEL_BSP_EXPORT_TIMEOUT": " 200 ", "OTEL_BSP_MAX_QUEUE_SIZE": "300",
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "40",
        ]).traces.batch
        #expect(batch.scheduleDelay == .milliseconds(100))
        #expect(batch.exportTimeout == .milliseconds(200))
        #expect(batch.maxQueueSize == 300)
        #expect(batch.maxExportBatchSize == 40)
    }

    @Test(arguments: ["-1", "0", "1.5", "abc", "10 000", "0x10", "٣", "-99999999999999999999999"])
    func aNumberThatCannotBeUsedIsIgnored(text: String) {
        let configuration = read(["OTEL_BSP_MAX_QUEUE_SIZE": text])
        #expect(configuration.traces.batch.maxQueueSize == 2048)
        #expect(warned(configuration) == ["OTEL_BSP_MAX_QUEUE_SIZE"])
    }

    @Test(arguments: ["1000000000000000000", "99999999999999999999999999"])
    func aHugeNumberIsCutDown(text: String) {
        let configuration = read([
            "OTEL_BSP_MAX_QUEUE_SIZE": text, "OTEL_BSP_SCHEDULE_DELAY": text, "OTEL_EXPORTER_OTLP_TIMEOUT": text,
            "OTEL_SPAN_EVENT_COUNT_LIMIT": text, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": text,
        ])
        #expect(configuration.traces.batch.maxQueueSize == 1_000_000)
        #expect(configuration.traces.batch.scheduleDelay == .seconds(3600))
        #expect(configuration.otlp.timeout == .seconds(3600))
        #expect(configuration.traces.spanLimits.eventCount == 1_000_000)
        #expect(configuration.traces.spanLimits.attributeValueLength == Int(Int32.max))
        #expect(configuration.warnings.count == 5)
    }

    @Test func aBatchFitsIntoTheQueue() {
        let both = read(["OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "200"])
        #expect(both.traces.batch.maxExportBatchSize == 100)
        #expect(warned(both) == ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"])
        let one = read(["OTEL_BSP_MAX_QUEUE_SIZE": "100"])
        #expect(one.traces.batch.maxExportBatchSize == 100)
        #expect(one.warnings == [])
    }

    @Test func readsTheLimits() {
        let limits = read([
            "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "1", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "2",
            "OTEL_SPAN_EVENT_COUNT_LIMIT": "3", "OTEL_SPAN_LINK_COUNT_LIMIT": "4",
            "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "0",
        ]).traces.spanLimits
        #expect(limits.attributeValueLength == 1)
        #expect(limits.attributeCount == 2)
        #expect(limits.eventCount == 3)
        #expect(limits.linkCount == 4)
        #expect(limits.attributeCountPerEvent == 5)
        #expect(limits.attributeCountPerLink == 0)
    }

    @Test func aLimitOfItsOwnBeatsTheGeneralOne() {
        let limits = read([
            "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100", "OTEL_ATTRIBUTE_COUNT_LIMIT": "10",
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "2",
        ]).traces.spanLimits
        #expect(limits.attributeValueLength == 100)
        #expect(limits.attributeCount == 2)
        #expect(limits.attributeCountPerEvent == 10)
        #expect(limits.eventCount == 128)
    }

    // MARK: OTLP

    @Test func readsTheGeneralSettings() {
        let configuration = read([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example/otlp",
            "OTEL_EXPORTER_OTLP_HEADERS": "api-key=s%20e%3Dcret, Accept = text/plain;q=0.5,authorization=Basic YTpi==",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "GZIP",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        ])
        #expect(configuration.warnings == [])
        #expect(configuration.otlp.endpoint.url(for: "v1/traces") == "https://collector.example/otlp/v1/traces")
        #expect(configuration.otlp.headers["API-Key"] == "s e=cret")
        #expect(configuration.otlp.headers["accept"] == "text/plain;q=0.5")
        #expect(configuration.otlp.headers["Authorization"] == "Basic YTpi==")
        #expect(configuration.otlp.compression == .gzip)
        #expect(configuration.otlp.timeout == .milliseconds(2500))
        #expect(configuration.traces.otlp.isEmpty)
    }

    @Test func theSettingsOfASignalBeatTheGeneralOnes() throws {
        let configuration = read([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://general:1", "OTEL_EXPORTER_OTLP_HEADERS": "a=1,b=2",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1000", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://traces:2", "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "b=3",
            "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION": "none",
        ])
        let traces = configuration.otlp.overridden(by: configuration.traces.otlp)
        #expect(traces.endpoint.url(for: "v1/traces") == "http://traces:2/")
        #expect(traces.headers["a"] == "1")
        #expect(traces.headers["b"] == "3")
        #expect(traces.timeout == .seconds(1))
        #expect(traces.compression == .none)
        #expect(configuration.otlp.endpoint == .base("http://general:1"))
        #expect(configuration.otlp.headers["b"] == "2")
    }

    @Test func whatASignalDoesNotHaveOtherwiseMayStillBeSetInCode() {
        var configuration = read(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://traces:2"])
        configuration.otlp.headers["api-key"] = "s3cret"
        configuration.otlp.compression = .gzip
        let traces = configuration.otlp.overridden(by: configuration.traces.otlp)
        #expect(traces.endpoint == .exact("http://traces:2"))
        #expect(traces.headers["api-key"] == "s3cret")
        #expect(traces.compression == .gzip)
    }

    @Test func whatASignalSaysItselfStaysAlsoIfItSaidTheSameAsAll() {
        var configuration = read([
            "OTEL_EXPORTER_OTLP_TIMEOUT": "3000", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "3000",
        ])
        configuration.otlp.timeout = .seconds(1)
        #expect(configuration.otlp.overridden(by: configuration.traces.otlp).timeout == .seconds(3))
    }

    @Test(arguments: [
        "collector:4318", "ftp://collector", "http://", "://", "http://collector:99999", "http//x", "grpc://c",
    ])
    func anImpossibleEndpointIsIgnored(text: String) {
        let configuration = read(["OTEL_EXPORTER_OTLP_ENDPOINT": text])
        #expect(configuration.otlp.endpoint == .default)
        #expect(warned(configuration) == ["OTEL_EXPORTER_OTLP_ENDPOINT"])
    }

    @Test(arguments: [("grpc", "4318"), ("carrier pigeon", "carrier pigeon")])
    func anotherProtocolIsAWarning(text: String, word: String) {
        let configuration = read(["OTEL_EXPORTER_OTLP_PROTOCOL": text])
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.description.contains(word) == true)
        #expect(configuration.warnings.first?.fallback.contains("http/protobuf is used") == true)
    }

    @Test func whatIsNotOfferedIsAWarning() {
        let configuration = read([
            "OTEL_EXPORTER_OTLP_COMPRESSION": "zstd", "OTEL_EXPORTER_OTLP_LOGS_INSECURE": "true",
            "OTEL_ENTITIES": "service{service.name=a}",
        ])
        #expect(
            Set(warned(configuration)) == [
                "OTEL_EXPORTER_OTLP_COMPRESSION", "OTEL_EXPORTER_OTLP_LOGS_INSECURE", "OTEL_ENTITIES",
            ]
        )
    }

    @Test func encodingAndCertificatesAreRead() {
        let configuration = read([
            "OTEL_EXPORTER_OTLP_PROTOCOL": "HTTP/JSON", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "deflate", "OTEL_EXPORTER_OTLP_CERTIFICATE": "/ca.pem",
            "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": "/client.pem", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY": "/key.pem",
        ])
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.otlp.encoding == .json && configuration.otlp.compression == .deflate)
        let traces = configuration.otlp.overridden(by: configuration.traces.otlp)
        #expect(traces.encoding == .protobuf)
        let files = TLSFiles(certificate: "/ca.pem", clientKey: "/key.pem", clientCertificate: "/client.pem")
        #expect(traces.tls == files)
    }

    @Test func zipkinsSettingsAreRead() {
        let good = read([
            "OTEL_TRACES_EXPORTER": "zipkin", "OTEL_EXPORTER_ZIPKIN_ENDPOINT": "http://zipkin:9411/api/v2/spans",
            "OTEL_EXPORTER_ZIPKIN_TIMEOUT": "100",
        ])
        #expect(good.warnings.isEmpty)
        let bad = read(["OTEL_EXPORTER_ZIPKIN_ENDPOINT": "zipkin:9411", "OTEL_EXPORTER_ZIPKIN_TIMEOUT": "soon"])
        #expect(Set(warned(bad)) == ["OTEL_EXPORTER_ZIPKIN_ENDPOINT", "OTEL_EXPORTER_ZIPKIN_TIMEOUT"])
    }

    @Test func malformedHeadersAreLeftOutAndNeverShown() {
        let configuration = read([
            "OTEL_EXPORTER_OTLP_HEADERS": """
            good=1,bad=s3cret%0d%0ax: y,percent=s3cret%,s3cret token=x,s3cret,=s3cret,Content-Type=s3cret,also=2
            """
        ])
        #expect(configuration.otlp.headers.map(\.name) == ["good", "also"])
        #expect(configuration.warnings.count == 6)
        #expect(!configuration.warnings.map(\.description).joined().contains("s3cret"))
    }

    @Test func credentialsInAnEndpointAreNeitherSentNorShown() {
        let configuration = read(["OTEL_EXPORTER_OTLP_ENDPOINT": "https://me:s3cret@collector.example/?key=s3cret"])
        #expect(configuration.warnings.count == 1)
        #expect(!"\(configuration.warnings)".contains("s3cret"))
        #expect(!"\(configuration)".contains("s3cret"))
        #expect(configuration.otlp.endpoint.url(for: "v1/traces") == "https://collector.example/v1/traces?key=s3cret")
    }

    // MARK: Code and environment

    @Test func theEnvironmentBeatsItsBase() {
        var base = Configuration(serviceName: "code")
        base.traces.batch.maxQueueSize = 10
        base.resourceAttributes = ["a": "code", "b": "code"]
        base.isEnabled = false
        let configuration = Configuration.fromEnvironment(
            ["OTEL_SERVICE_NAME": "environment", "OTEL_RESOURCE_ATTRIBUTES": "b=environment"],
            over: base
        )
        #expect(configuration.serviceName == "environment")
        #expect(configuration.resourceAttributes == ["a": "code", "b": "environment"])
        #expect(configuration.traces.batch.maxQueueSize == 10)
        #expect(!configuration.isEnabled)
    }

    @Test func nothingInTheEnvironmentEndsTheProcess() {
        let names = [
            "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_LOG_LEVEL", "OTEL_PROPAGATORS",
            "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_TRACES_EXPORTER", "OTEL_BSP_SCHEDULE_DELAY",
            "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
            "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT", "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TIMEOUT",
            "OTEL_EXPORTER_OTLP_COMPRESSION", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        ]
        let values = [
            "\u{0}", "%", "=", ",", "=,=", "%%%", "é", "😀", "-0", "+1", "1e400", "9223372036854775808", "http://[::1",
            "http://[::1]:4318", "http://é.example", "https://%00", String(repeating: "a=b,", count: 10_000),
            String(repeating: ",", count: 10_000), String(repeating: "9", count: 10_000), "\r\n\r\n",
        ]
        for value in values {
            let configuration = read(Dictionary(uniqueKeysWithValues: names.map { ($0, value) })).checked()
            #expect(configuration.otlp.endpoint.url(for: "v1/traces") != nil, "\(value.prefix(40))")
            #expect(configuration.description.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0a })
            #expect(configuration.warnings.allSatisfy { $0.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } })
        }
    }
}

import Foundation
import Logging
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import Throughline

@Suite struct ConfigurationFileTests {
    /// What a text says, with its line numbers as they are here.
    static func read(_ text: String, _ environment: [String: String] = [:]) throws -> Configuration {
        try Configuration.reading(text, name: "otel.yaml", environment: environment, over: Configuration())
    }

    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> Configuration {
        try Self.read("file_format: \"1.0\"\n" + text, environment)
    }

    /// The setting and the problem, of each warning.
    private func warnings(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
        try read(text, environment).warnings.map { "\($0.setting) \($0.problem)" }
    }

    @Test func `The general settings`() throws {
        let configuration = try read(
            """
            disabled: true
            log_level: warn2
            attribute_limits:
              attribute_value_length_limit: 100
              attribute_count_limit: 50
            resource:
              attributes_list: "team=a%20b,service.name=list"
              attributes:
                - name: service.name
                  value: shop
                - {name: count, value: 3}
                - {name: ratio, value: 3, type: double}
                - {name: on, value: true}
                - {name: text, value: 3, type: string}
                - {name: list, value: [a, "b"]}
                - {name: numbers, value: [1, 2], type: int_array}
            propagator:
              composite:
                - baggage:
                - tracecontext:
              composite_list: "tracecontext"
            """
        )
        #expect(!configuration.isEnabled)
        #expect(configuration.logLevel == .warning)
        #expect(configuration.traces.spanLimits.attributeValueLength == 100)
        #expect(configuration.traces.spanLimits.attributeCount == 50)
        #expect(configuration.traces.spanLimits.attributeCountPerLink == 50)
        #expect(configuration.serviceName == "shop")
        let expected: Attributes = [
            "team": .string("a b"), "count": .int(3), "ratio": .double(3), "on": .bool(true), "text": .string("3"),
            "list": .strings(["a", "b"]), "numbers": .ints([1, 2]),
        ]
        #expect(configuration.resourceAttributes == expected)
        #expect(configuration.propagators.map { "\(type(of: $0))" } == ["BaggagePropagator", "TraceContextPropagator"])
        #expect(configuration.warnings.isEmpty)
    }

    @Test func `Traces`() throws {
        let configuration = try read(
            """
            tracer_provider:
              processors:
                - batch:
                    schedule_delay: 1000
                    export_timeout: 0
                    max_queue_size: 100
                    max_export_batch_size: 10
                    exporter:
                      otlp_http:
                        endpoint: ${COLLECTOR:-https://collector:4318}/v1/traces
                        headers_list: "api-key=low,other=1"
                        headers:
                          - name: api-key
                            value: ${API_KEY}
                        compression: gzip
                        timeout: 5000
                        encoding: protobuf
              limits:
                attribute_count_limit: 1
                event_count_limit: 2
                link_count_limit: 3
                event_attribute_count_limit: 4
                link_attribute_count_limit: 5
                attribute_value_length_limit: 6
              sampler:
                parent_based:
                  root:
                    trace_id_ratio_based:
                      ratio: 0.25
                  local_parent_not_sampled:
                    always_on:
            """,
            ["API_KEY": "secret"]
        )
        let traces = configuration.traces
        #expect(traces.exporters.map(\.description) == ["otlp"])
        #expect(traces.otlp.endpoint == .exact("https://collector:4318/v1/traces"))
        #expect(traces.otlp.headers["api-key"] == "secret" && traces.otlp.headers["other"] == "1")
        #expect(traces.otlp.compression == .gzip && traces.otlp.timeout == .seconds(5))
        #expect(traces.batch.scheduleDelay == .seconds(1) && traces.batch.exportTimeout == .seconds(3_600))
        #expect(traces.batch.maxQueueSize == 100 && traces.batch.maxExportBatchSize == 10)
        let limits = traces.spanLimits
        #expect(limits.attributeCount == 1 && limits.eventCount == 2 && limits.linkCount == 3)
        #expect(limits.attributeCountPerEvent == 4 && limits.attributeCountPerLink == 5)
        #expect(limits.attributeValueLength == 6)
        let sampler = ParentBasedSampler(root: .traceIDRatio(0.25), localParentNotSampled: .alwaysOn)
        #expect(traces.sampler.description == sampler.description)
        #expect(configuration.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ("always_on:", "AlwaysOnSampler"), ("always_off: {}", "AlwaysOffSampler"),
            ("always_on: null", "AlwaysOnSampler"),
            ("{trace_id_ratio_based: {ratio: 1}}", "\(TraceIDRatioSampler.traceIDRatio(1))"),
            ("{probability/development: {ratio: 0.5}}", "\(CompositeSampler.probability(0.5))"),
            ("{composite/development: {always_on: }}", "\(CompositeSampler(.alwaysOn))"),
            (
                "{composite/development: {parent_threshold: {root: {probability: {ratio: 0.5}}}}}",
                "\(CompositeSampler(.parentThreshold(root: .probability(0.5))))"
            ),
            (
                "{jaeger_remote/development: {endpoint: \"http://j:1\", interval: 5, initial_sampler: {always_off: }}}",
                "JaegerRemote{http://j:1,AlwaysOffSampler}"
            ),
        ] as [(String, String)]
    )
    func `Samplers by their names`(text: String, description: String) throws {
        let configuration = try read("tracer_provider:\n  sampler:\n    \(text)\n")
        #expect(configuration.traces.sampler.description == description)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func `Detectors`() throws {
        let configuration = try read(
            "resource: {detection/development: {detectors: [{host: }, {process: }, {container: }, {os: }, {service: }]}}"
        )
        let names = configuration.resourceDetectors.map { "\(type(of: $0))" }
        #expect(names == ["HostDetector", "ProcessDetector", "ContainerDetector", "OperatingSystemDetector"])
        #expect(configuration.warnings.isEmpty)
        #expect(try read("resource: {}").resourceDetectors.count == 5)
    }

    @Test func `Rules`() throws {
        let configuration = try read(
            """
            tracer_provider:
              sampler:
                composite/development:
                  rule_based:
                    rules:
                      - attribute_values: {key: url.path, values: [/health, /ready]}
                        span_kinds: [server]
                        sampler: {always_off: }
                      - attribute_patterns: {key: url.path, included: [/a*], excluded: [/ab*]}
                        parent: [none, remote]
                        sampler: {probability: {ratio: 0.5}}
                      - sampler: {always_on: }
            """
        )
        let rules: [SamplingRule] = [
            SamplingRule(.alwaysOff, when: .attribute("url.path", in: "/health", "/ready"), .kind(.server)),
            SamplingRule(
                .probability(0.5),
                when: .attribute("url.path", matching: ["/a*"], except: ["/ab*"]),
                .parent(.none, .remote)
            ),
            SamplingRule(.alwaysOn),
        ]
        #expect(configuration.traces.sampler.description == CompositeSampler(.rules(rules)).description)
        #expect(configuration.warnings.isEmpty)
    }

    @Test(
        arguments: [
            "{attribute_values: {values: [a]}, sampler: {always_off: }}",
            "{span_kinds: [sever], sampler: {always_off: }}",
            "{path: /health, sampler: {always_off: }}", "{parent: none, sampler: {always_off: }}",
            "{span_kinds: [server]}",
            "{sampler: {sometimes: }}",
        ]
    )
    func `A rule that cannot be read is left out, and does not hold for every span`(rule: String) throws {
        let text = "tracer_provider: {sampler: {composite/development: {rule_based: {rules: [\(rule)]}}}}"
        let configuration = try read(text)
        #expect(configuration.traces.sampler.description == CompositeSampler(.rules([])).description)
        #expect(configuration.warnings.last?.problem == "is not a rule that can be used")
    }

    @Test func `A second exporter is one more, and a signal without a provider has none`() throws {
        let configuration = try read(
            """
            tracer_provider:
              processors:
                - simple: {exporter: {console: }}
                - simple: {exporter: {otlp_http: {endpoint: "http://a/1"}}}
                - simple: {exporter: {otlp_http: {endpoint: "http://b/2"}}}
            """
        )
        #expect(configuration.traces.exporters.map(\.description) == ["console", "otlp", "OTLPHTTPSpanExporter"])
        #expect(configuration.traces.batch == .simple)
        #expect(configuration.warnings.isEmpty)
        #expect(try read("disabled: false").traces.exporters.isEmpty)
    }

    @Test func `What is not known is a warning with its line, and the rest holds`() throws {
        let text = """
            tracer_provider:
              colour: red
              limits:
                link_count_limit: 7
                link_count_limt: 8
              processors:
                - batch:
                    exporter: {otlp_http: {endpont: "http://x/"}}
            metrics: {}
            """
        #expect(
            try warnings(text) == [
                "otel.yaml, line 9, tracer_provider.processors[0].batch.exporter.otlp_http.endpont is not known",
                "otel.yaml, line 6, tracer_provider.limits.link_count_limt is not known",
                "otel.yaml, line 3, tracer_provider.colour is not known",
                "otel.yaml, line 10, metrics is not known",
            ]
        )
        #expect(try read(text).traces.spanLimits.linkCount == 7)
    }

    @Test(arguments: [
        ("disabled: maybe", "disabled is text, and neither true nor false"),
        ("disabled: \"true\"", "disabled is text, and neither true nor false"),
        ("log_level: loud", "log_level is not one of trace, debug, info, warn, error, fatal"),
        ("log_level: 3", "log_level is a number, and not text"),
        (
            "attribute_limits: {attribute_count_limit: many}",
            "attribute_limits.attribute_count_limit is text, and not a whole number"
        ),
        (
            "attribute_limits: {attribute_count_limit: 1.5}",
            "attribute_limits.attribute_count_limit is no whole number, and not a whole number"
        ),
        (
            "attribute_limits: {attribute_count_limit: -1}",
            "attribute_limits.attribute_count_limit is not between 0 and 1000000"
        ),
        ("attribute_limits: [1]", "attribute_limits is a list, and not a mapping"),
        ("tracer_provider: {processors: 3}", "tracer_provider.processors is a number, and not a list"),
        ("tracer_provider: {sampler: always_on}", "tracer_provider.sampler is text, and not a mapping"),
        (
            "tracer_provider: {sampler: {trace_id_ratio_based: {ratio: 2}}}",
            "tracer_provider.sampler.trace_id_ratio_based.ratio is not a number from 0 to 1"
        ),
        (
            "tracer_provider: {sampler: {xray: {}}}",
            "tracer_provider.sampler.xray is no sampler that is offered"
        ),
        (
            "tracer_provider: {sampler: {always_on: , always_off: }}",
            "tracer_provider.sampler.always_off stands beside another choice"
        ),
        (
            "propagator: {composite_list: \"pigeon,tracecontext\"}",
            "propagator.composite_list names a propagator that is not offered"
        ),
        (
            "resource: {attributes: [{name: a, value: x, type: int}]}",
            "resource.attributes[0].value is text, and not what its type says"
        ),
        ("resource: {attributes: [{value: x}]}", "resource.attributes[0] has no name"),
        ("resource: {attributes_list: \"a\"}", "resource.attributes_list has no equals sign in member 1"),
        ("instrumentation/development: {general: {}}", "instrumentation/development is not offered in this version"),
        (
            "resource: {detection/development: {detectors: [{mainframe: }]}}",
            "resource.detection/development.detectors[0].mainframe is not known"
        ),
    ])
    func `What cannot be used is a warning, and the default holds`(text: String, problem: String) throws {
        let configuration = try read(text)
        #expect(configuration.warnings.map { "\($0.setting) \($0.problem)" } == ["otel.yaml, line 2, \(problem)"])
        #expect(configuration.isEnabled && configuration.logLevel == .info)
    }

    @Test(arguments: [
        ("otlp_grpc: {endpoint: x}", "otlp_grpc is not offered in this version", "use otlp_http"),
        (
            "otlp_file/development: {output_stream: nowhere}",
            "otlp_file/development.output_stream is neither stdout nor a file:/// address", "nothing is written"
        ),
        ("mine: {}", "mine is no exporter that is offered", "use otlp_http or console"),
    ])
    func `An exporter that is not offered is a warning that says what to use`(
        text: String,
        problem: String,
        hint: String
    ) throws {
        let configuration = try read("tracer_provider: {processors: [{batch: {exporter: {\(text)}}}]}")
        #expect(configuration.traces.exporters.isEmpty)
        let first = try #require(configuration.warnings.first)
        #expect("\(first)".contains("tracer_provider.processors[0].batch.exporter.\(problem)"))
        #expect(first.fallback.contains(hint))
    }

    @Test func `Files and Zipkin are exporters, and certificates are files`() throws {
        let configuration = try read(
            """
            tracer_provider:
              processors:
                - batch: {exporter: {otlp_file/development: {output_stream: file:///var/log/traces.jsonl}}}
                - batch: {exporter: {otlp_file/development: }}
                - batch: {exporter: {zipkin: {endpoint: "http://zipkin:9411/api/v2/spans", timeout: 100}}}
                - batch:
                    exporter:
                      otlp_http:
                        encoding: json
                        compression: deflate
                        tls: {ca_file: /ca.pem, key_file: /key.pem, cert_file: /client.pem}
            logger_provider: {processors: [{batch: {exporter: {otlp_file/development: {output_stream: stdout}}}}]}
            meter_provider: {readers: [{periodic: {exporter: {otlp_file/development: }}}]}
            """
        )
        #expect(configuration.warnings.isEmpty)
        let exporters = ["OTLPFileExporter", "OTLPFileExporter", "ZipkinSpanExporter", "otlp"]
        #expect(configuration.traces.exporters.map(\.description) == exporters)
        #expect(configuration.logs.exporters.map(\.description) == ["OTLPFileExporter"])
        #expect(configuration.metrics.exporters.map(\.description) == ["OTLPFileExporter"])
        #expect(configuration.traces.otlp.encoding == .json && configuration.traces.otlp.compression == .deflate)
        let files = TLSFiles(certificate: "/ca.pem", clientKey: "/key.pem", clientCertificate: "/client.pem")
        #expect(configuration.traces.otlp.tls == files)
    }

    @Test func `References keep their type, and make no structure`() throws {
        let configuration = try read(
            """
            disabled: ${DISABLED}
            attribute_limits:
              attribute_count_limit: ${COUNT}
              attribute_value_length_limit: ${UNSET}
            resource:
              attributes:
                - {name: plain, value: "${NUMBER}"}
                - name: typed
                  value: ${NUMBER}
                - name: map
                  value: ${MAP}
            """,
            ["DISABLED": "true", "COUNT": "12", "NUMBER": "7", "MAP": "a\ndisabled: false\n- b: {c: d}"]
        )
        #expect(!configuration.isEnabled)
        #expect(configuration.traces.spanLimits.attributeCount == 12)
        #expect(configuration.traces.spanLimits.attributeValueLength == nil)
        #expect(configuration.resourceAttributes["plain"] == .string("7"))
        #expect(configuration.resourceAttributes["typed"] == .int(7))
        #expect(configuration.resourceAttributes["map"] == .string("a\ndisabled: false\n- b: {c: d}"))
    }

    @Test func `No message holds a value, which may be secret`() throws {
        let secret = "hunter2hunter2"
        let fields = [
            "disabled", "log_level", "file_format", "attribute_limits", "tracer_provider", "propagator", "resource",
        ]
        var texts = fields.map { "\($0): ${SECRET}" } + fields.map { "\($0): {x: \"${SECRET}\", y: [\"${SECRET}\"]}" }
        for key in ["endpoint", "compression", "timeout", "headers", "headers_list", "encoding", "tls"] {
            texts.append("tracer_provider: {processors: [{batch: {exporter: {otlp_http: {\(key): \"${SECRET}\"}}}}]}")
        }
        texts.append(
            "tracer_provider: {processors: [{batch: {exporter: {otlp_http: {headers: [{name: \"${SECRET} \", value: \"${SECRET}\\n\"}]}}}}]}"
        )
        texts.append(
            "tracer_provider: {processors: [{batch: {exporter: {otlp_http: {endpoint: \"ftp://u:${SECRET}@h\"}}}}]}"
        )
        for text in texts {
            let configuration = try Self.read(text, ["SECRET": secret])
            for warning in configuration.warnings { #expect(!"\(warning)".contains(secret)) }
            #expect(!"\(configuration)".contains(secret) || text.contains("resource"))
        }
        for broken in [
            "a: [\(secret)", "a: \"\(secret)", "\(secret): 1\n\(secret): 2", "*\(secret)", "disabled: ${\(secret) x}",
        ] {
            do {
                _ = try Self.read(broken)
                Issue.record("\(broken) has been read.")
            } catch {
                #expect(!"\(error)".contains(secret))
            }
        }
    }

    @Test func `Anchors and merges are understood`() throws {
        let configuration = try read(
            """
            tracer_provider:
              processors:
                - batch: &batch
                    schedule_delay: 7
                    exporter: &exporter
                      otlp_http: &otlp
                        endpoint: http://a/1
                        timeout: 100
                - batch:
                    <<: *batch
                    exporter:
                      otlp_http: {<<: *otlp, endpoint: "http://b/2"}
            """
        )
        #expect(configuration.traces.exporters.count == 2)
        #expect(configuration.traces.batch.scheduleDelay == .milliseconds(7))
        #expect(configuration.warnings.isEmpty)
    }

    @Test(arguments: [nil, "\"0.3\"", "2.0", "next"])
    func `A version that is not known is a warning`(version: String?) throws {
        let text = version.map { "file_format: \($0)\ndisabled: true" } ?? "disabled: true"
        let configuration = try Self.read(text)
        #expect(!configuration.isEnabled)
        #expect(configuration.warnings.count == 1)
    }
}

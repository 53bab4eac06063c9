extension Configuration.Traces {
    mutating func read(_ environment: inout Environment, over otlp: Configuration.OTLP) {
        readSampler(&environment)
        let zipkin = ZipkinSpanExporter.settings(&environment)
        let offered: [String: () -> Configuration.Exporter] = [
            "otlp": { .otlp }, "console": { .console }, "otlp/stdout": { .otlpStandardOutput },
            "zipkin": { .custom(ZipkinSpanExporter(endpoint: zipkin.endpoint, timeout: zipkin.timeout)) },
        ]
        environment.readExporters("OTEL_TRACES_EXPORTER", into: &exporters, offered: offered)
        spanLimits.read(&environment)
        batch.read(&environment, prefix: "OTEL_BSP_")
        self.otlp.read(&environment, variables: .traces, over: otlp)
    }

    private mutating func readSampler(_ environment: inout Environment) {
        let name = "OTEL_TRACES_SAMPLER"
        guard let word = environment.text(name)?.lowercased() else { return }
        switch word {
        case "always_on": sampler = .alwaysOn
        case "always_off": sampler = .alwaysOff
        case "traceidratio": sampler = .traceIDRatio(Self.ratio(&environment))
        case "parentbased_always_on": sampler = .parentBased(root: .alwaysOn)
        case "parentbased_always_off": sampler = .parentBased(root: .alwaysOff)
        case "parentbased_traceidratio": sampler = .parentBased(root: .traceIDRatio(Self.ratio(&environment)))
        case "jaeger_remote": sampler = Self.jaegerRemote(&environment)
        case "parentbased_jaeger_remote": sampler = .parentBased(root: Self.jaegerRemote(&environment))
        case "xray":
            environment.warn(name, "names \(word), which is not offered in this version", using: "\(sampler) is used")
        default:
            environment.warn(name, "names \"\(word.printable())\", which is not known", using: "\(sampler) is used")
        }
    }

    /// `endpoint=http://localhost:5778,pollingIntervalMs=5000,initialSamplingRate=0.25`, each of which may be missing.
    private static func jaegerRemote(_ environment: inout Environment) -> JaegerRemoteSampler {
        let name = "OTEL_TRACES_SAMPLER_ARG"
        var endpoint = JaegerRemoteSampler.defaultEndpoint
        var pollingInterval = Duration.seconds(60)
        var initial = 0.001
        /// Whether the value can be used.
        func set(_ key: String, _ value: String) -> Bool {
            switch key {
            case "endpoint":
                guard Endpoint.base(value).isValid else { return false }
                endpoint = .base(value)
            case "pollingIntervalMs":
                guard let milliseconds = Int(value),
                    (1...Configuration.Batch.longestMilliseconds).contains(milliseconds)
                else { return false }
                pollingInterval = .milliseconds(milliseconds)
            case "initialSamplingRate":
                guard let rate = Double(value), (0...1).contains(rate) else { return false }
                initial = rate
            default: return false
            }
            return true
        }
        for member in KeyValueList.members(of: environment.text(name) ?? "") {
            switch member {
            case .malformed(let reason): environment.warn(name, reason, using: "it is left out")
            case .pair(let key, let value):
                if set(key, value) { continue }
                environment.warn(name, "cannot be used for \"\(key.printable())\"", using: "the default is used")
            }
        }
        return .jaegerRemote(endpoint: endpoint, pollingInterval: pollingInterval, initial: .traceIDRatio(initial))
    }

    /// The share of traces to sample. It is read only for samplers that have one.
    private static func ratio(_ environment: inout Environment) -> Double {
        let name = "OTEL_TRACES_SAMPLER_ARG"
        guard let text = environment.text(name) else { return 1 }
        guard let ratio = Double(text), (0...1).contains(ratio) else {
            environment.warn(name, "is not a number from 0 to 1: \"\(text.printable())\"", using: "1 is used")
            return 1
        }
        return ratio
    }
}

extension ZipkinSpanExporter {
    fileprivate static func settings(_ environment: inout Environment) -> (endpoint: Endpoint, timeout: Duration) {
        let (name, milliseconds) = ("OTEL_EXPORTER_ZIPKIN_ENDPOINT", 1...Configuration.Batch.longestMilliseconds)
        var endpoint = defaultEndpoint
        if let text = environment.text(name) {
            if Endpoint.exact(text).isValid {
                endpoint = .exact(text)
            } else {
                environment.warn(name, "is not an http or https address with a host", using: "\(endpoint) is used")
            }
        }
        var timeout = Duration.seconds(10)
        environment.read("OTEL_EXPORTER_ZIPKIN_TIMEOUT", into: &timeout, inMilliseconds: milliseconds)
        return (endpoint, timeout)
    }
}

extension SpanLimits {
    /// A limit of its own beats the general one, which holds for the attributes of spans, events and links.
    fileprivate mutating func read(_ environment: inout Environment) {
        let counts = 0...Self.highestCount
        let lengths = 0...Int(Int32.max)
        environment.read("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", into: &attributeValueLength, in: lengths)
        environment.read("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", into: &attributeValueLength, in: lengths)
        var general: Int?
        environment.read("OTEL_ATTRIBUTE_COUNT_LIMIT", into: &general, in: counts)
        if let general {
            attributeCount = general
            attributeCountPerEvent = general
            attributeCountPerLink = general
        }
        environment.read("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", into: &attributeCount, in: counts)
        environment.read("OTEL_SPAN_EVENT_COUNT_LIMIT", into: &eventCount, in: counts)
        environment.read("OTEL_SPAN_LINK_COUNT_LIMIT", into: &linkCount, in: counts)
        environment.read("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", into: &attributeCountPerEvent, in: counts)
        environment.read("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", into: &attributeCountPerLink, in: counts)
    }
}

extension Configuration.Batch {
    /// - Parameter prefix: What the variables of the signal begin with, `OTEL_BSP_`.
    mutating func read(_ environment: inout Environment, prefix: String) {
        let milliseconds = Self.longestMilliseconds
        environment.read("\(prefix)SCHEDULE_DELAY", into: &scheduleDelay, inMilliseconds: 0...milliseconds)
        environment.read("\(prefix)EXPORT_TIMEOUT", into: &exportTimeout, inMilliseconds: 1...milliseconds)
        environment.read("\(prefix)MAX_QUEUE_SIZE", into: &maxQueueSize, in: 1...Self.largestQueue)
        let name = "\(prefix)MAX_EXPORT_BATCH_SIZE"
        environment.read(name, into: &maxExportBatchSize, in: 1...Self.largestQueue)
        if maxExportBatchSize > maxQueueSize {
            // A small queue alone is no mistake: only who sets both can contradict himself.
            if environment.text(name) != nil {
                environment.warn(name, "is more than the queue holds", using: "\(maxQueueSize) is used")
            }
            maxExportBatchSize = maxQueueSize
        }
    }
}

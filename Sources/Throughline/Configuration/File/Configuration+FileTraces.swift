import Logging

extension Configuration.Traces {
    mutating func read(_ file: FileMapping, over general: Configuration.OTLP) {
        let processors = FileProcessors<Configuration.Exporter>(
            file,
            offers: .init(
                otlp: .otlp,
                console: .console,
                file: { .custom($0) },
                zipkin: { .custom(ZipkinSpanExporter($0)) },
                another: { .custom(OTLPHTTPSpanExporter($0, logger: Logger(label: "throughline"))) }
            ),
            batch: batch,
            over: general
        )
        exporters = processors.exporters
        batch = processors.batch ?? batch
        otlp = processors.otlp ?? otlp
        file.child("limits") { spanLimits.read($0) }
        if let value = file["sampler"], !value.isNull { sampler = value.sampler ?? sampler }
        file.notOffered("tracer_configurator/development", using: "all tracers are enabled")
        file.notOffered("id_generator", using: "ids are random")
    }
}

extension ZipkinSpanExporter {
    fileprivate convenience init(_ file: FileMapping) {
        var endpoint = Self.defaultEndpoint
        var timeout = Duration.seconds(10)
        if let value = file["endpoint"], let text = value.text {
            if Endpoint.exact(text).isValid {
                endpoint = .exact(text)
            } else {
                value.warn("is not an http or https address with a host", using: "\(endpoint) is used")
            }
        }
        file.read("timeout", into: &timeout, isZeroEndless: true)
        self.init(endpoint: endpoint, timeout: timeout)
    }
}

extension SpanLimits {
    fileprivate static let counts = 0...highestCount
    fileprivate static let lengths = 0...Int(Int32.max)

    fileprivate mutating func read(_ file: FileMapping) {
        file.read("attribute_value_length_limit", into: &attributeValueLength, in: Self.lengths)
        file.read("attribute_count_limit", into: &attributeCount, in: Self.counts)
        file.read("event_count_limit", into: &eventCount, in: Self.counts)
        file.read("link_count_limit", into: &linkCount, in: Self.counts)
        file.read("event_attribute_count_limit", into: &attributeCountPerEvent, in: Self.counts)
        file.read("link_attribute_count_limit", into: &attributeCountPerLink, in: Self.counts)
    }
}

import Logging

extension Configuration.Traces {
    mutating func read(_ file: FileMapping, over general: Configuration.OTLP) {
        let processors = FileProcessors<Configuration.Exporter>(
            file,
            offers: .init(
                otlp: .otlp,
                console: .console,
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

extension FileValue {
    /// - Returns: `nil`, with a warning, for one that is not offered.
    fileprivate var sampler: (any Sampler)? {
        var sampler: (any Sampler)?
        mapping { keys in
            let names = ["always_on", "always_off", "trace_id_ratio_based", "parent_based"]
            guard let (name, value) = keys.only(of: names) else {
                for member in keys.others {
                    keys.note(member.name)
                    reader.warn(
                        member.value.path,
                        line: member.line,
                        "is no sampler that is offered",
                        using: "the default is used"
                    )
                }
                return
            }
            switch name {
            case "always_on": sampler = .alwaysOn
            case "always_off": sampler = .alwaysOff
            case "trace_id_ratio_based":
                value.mapping { sampler = .traceIDRatio($0.fraction("ratio") ?? 1) }
            default:
                value.mapping { parents in
                    func branch(_ name: String, _ other: any Sampler) -> any Sampler {
                        guard let value = parents[name], !value.isNull else { return other }
                        return value.sampler ?? other
                    }
                    sampler = ParentBasedSampler(
                        root: branch("root", .alwaysOn),
                        remoteParentSampled: branch("remote_parent_sampled", .alwaysOn),
                        remoteParentNotSampled: branch("remote_parent_not_sampled", .alwaysOff),
                        localParentSampled: branch("local_parent_sampled", .alwaysOn),
                        localParentNotSampled: branch("local_parent_not_sampled", .alwaysOff)
                    )
                }
            }
        }
        return sampler
    }
}

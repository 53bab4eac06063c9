import SpanRecording
import Tracing

extension FileValue {
    /// - Returns: `nil`, with a warning, for one that is not offered.
    var sampler: (any Sampler)? {
        choice(
            of: [
                "always_on", "always_off", "trace_id_ratio_based", "parent_based", "probability/development",
                "composite/development", "jaeger_remote/development",
            ]
        ) { name, value in
            switch name {
            case "always_on": return .alwaysOn
            case "always_off": return .alwaysOff
            case "trace_id_ratio_based": return .traceIDRatio(value.ratio)
            case "probability/development": return .probability(value.ratio)
            case "composite/development": return value.composableSampler.map { CompositeSampler($0) }
            case "jaeger_remote/development": return value.jaegerRemoteSampler
            default: return value.parentBasedSampler
            }
        }
    }

    /// The member that names a kind of sampler; `nil`, with a warning, for one that is not offered.
    private func choice<Choice>(of names: [String], read: (String, FileValue) -> Choice?) -> Choice? {
        var choice: Choice?
        mapping { keys in
            if let (name, value) = keys.only(of: names) { return choice = read(name, value) }
            for member in keys.others {
                keys.note(member.name)
                let problem = "is no sampler that is offered"
                reader.warn(member.value.path, line: member.line, problem, using: "the default is used")
            }
        }
        return choice
    }

    private var ratio: Double {
        var ratio = 1.0
        mapping { ratio = $0.fraction("ratio") ?? 1 }
        return ratio
    }

    private var parentBasedSampler: (any Sampler)? {
        var sampler: (any Sampler)?
        mapping { parents in
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
        return sampler
    }

    private var jaegerRemoteSampler: any Sampler {
        var endpoint = JaegerRemoteSampler.defaultEndpoint
        var interval = Duration.seconds(60)
        var initial: any Sampler = .traceIDRatio(0.001)
        mapping { keys in
            if let value = keys["endpoint"], let text = value.text {
                if Endpoint.base(text).isValid {
                    endpoint = .base(text)
                } else {
                    value.warn("is not an http or https address with a host", using: "\(endpoint) is used")
                }
            }
            keys.read("interval", into: &interval)
            if let value = keys["initial_sampler"], !value.isNull { initial = value.sampler ?? initial }
        }
        return .jaegerRemote(endpoint: endpoint, pollingInterval: interval, initial: initial)
    }
}

// MARK: - Composable samplers

extension FileValue {
    fileprivate var composableSampler: (any ComposableSampler)? {
        choice(
            of: ["always_on", "always_off", "probability", "trace_id_ratio_based", "parent_threshold", "rule_based"]
        ) { name, value in
            switch name {
            case "always_on": return .alwaysOn
            case "always_off": return .alwaysOff
            case "probability", "trace_id_ratio_based": return .probability(value.ratio)
            case "rule_based": return .rules(value.rules)
            default:
                var root: (any ComposableSampler)?
                value.mapping { root = $0["root"]?.composableSampler }
                return .parentThreshold(root: root ?? .alwaysOn)
            }
        }
    }

    private var rules: [SamplingRule] {
        var rules: [SamplingRule] = []
        mapping { rules = $0.list("rules").compactMap(\.rule) }
        return rules
    }

    /// A rule whose conditions cannot be read must not hold for every span: it is left out.
    private var rule: SamplingRule? {
        var conditions: [SamplingRule.Condition] = []
        var sampler: (any ComposableSampler)?
        let warnings = reader.warnings.count  // which is bounded, so that behind the last one nothing is known
        mapping { keys in
            keys.child("attribute_values") { values in
                guard let key = values.text("key") else { return }
                conditions.append(.attribute(key, in: Set(values.list("values").compactMap(\.plainText))))
            }
            keys.child("attribute_patterns") { patterns in
                guard let key = patterns.text("key") else { return }
                let included = patterns.list("included").compactMap(\.plainText)
                let excluded = patterns.list("excluded").compactMap(\.plainText)
                conditions.append(.attribute(key, matching: included, except: excluded))
            }
            if keys.has("span_kinds") {
                let kinds: KeyValuePairs<String, SpanKind> = [
                    "internal": .internal, "server": .server, "client": .client, "producer": .producer,
                    "consumer": .consumer,
                ]
                conditions.append(.kind(keys.words("span_kinds", of: kinds)))
            }
            if keys.has("parent") {
                conditions.append(
                    .parent(keys.words("parent", of: ["none": .none, "remote": .remote, "local": .local]))
                )
            }
            sampler = keys["sampler"]?.composableSampler
        }
        guard let sampler, reader.warnings.count == warnings, warnings < ConfigurationFileReader.mostWarnings else {
            warn("is not a rule that can be used", using: "it is left out")
            return nil
        }
        return SamplingRule(sampler, when: conditions)
    }
}

extension FileMapping {
    /// A list of words, each of which means something.
    fileprivate func words<Value>(_ name: String, of words: KeyValuePairs<String, Value>) -> [Value] {
        list(name).compactMap { element in
            guard let text = element.text else { return nil }
            if let word = words.first(where: { $0.key == text.lowercased() }) { return word.value }
            element.warn("is not one of \(words.map(\.key).joined(separator: ", "))", using: "it is left out")
            return nil
        }
    }
}

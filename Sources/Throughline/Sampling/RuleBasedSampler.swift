import SpanRecording
public import Tracing
import WireText

/// Asks the sampler of the first rule that holds; samples nothing where none does.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#composablerulebased
public struct RuleBasedSampler: ComposableSampler {
    private let rules: [SamplingRule]

    public init(_ rules: [SamplingRule]) {
        self.rules = rules
    }

    public func intent(_ candidate: SpanCandidate) -> SamplingIntent {
        rules.first { $0.holds(for: candidate) }?.sampler.intent(candidate) ?? SamplingIntent(.never, isReliable: false)
    }

    public var description: String { "RuleBased{\(rules.map(\.description).joined(separator: ","))}" }
}

extension ComposableSampler where Self == RuleBasedSampler {
    /// Asks the sampler of the first rule that holds; samples nothing where none does.
    public static func rules(_ rules: [SamplingRule]) -> Self { RuleBasedSampler(rules) }
}

/// Which spans a sampler is asked for.
public struct SamplingRule: Sendable, CustomStringConvertible {
    let sampler: any ComposableSampler
    private let conditions: [Condition]

    /// - Parameters:
    ///   - sampler: What is asked.
    ///   - conditions: What has to hold, all of it. Without any, the rule is for every span.
    public init(_ sampler: any ComposableSampler, when conditions: Condition...) {
        self.init(sampler, when: conditions)
    }

    /// The same with a list of conditions.
    public init(_ sampler: any ComposableSampler, when conditions: [Condition]) {
        self.sampler = sampler
        self.conditions = conditions
    }

    func holds(for candidate: SpanCandidate) -> Bool { conditions.allSatisfy { $0.holds(candidate) } }

    public var description: String {
        let conditions = conditions.map(\.description).joined(separator: "&")
        return "\(conditions.isEmpty ? "any" : conditions)->\(sampler)"
    }
}

extension SamplingRule {
    /// What is true of a span that starts, or is not.
    public struct Condition: Sendable, CustomStringConvertible {
        fileprivate let holds: @Sendable (SpanCandidate) -> Bool
        public let description: String
    }

    /// Where a span's parent is.
    public enum Parent: String, Sendable {
        /// There is none.
        case none
        /// In another process.
        case remote
        /// In this one.
        case local
    }
}

extension SamplingRule.Condition {
    /// The name matches one of these patterns, in which `*` stands for any number of characters and `?` for one.
    public static func name(_ patterns: String...) -> Self {
        let wildcards = patterns.map { Wildcard($0, hasPlaceholders: true) }
        return Self(
            holds: { candidate in wildcards.contains { $0.matches(candidate.name) } },
            description: "name:\(patterns.joined(separator: "|"))"
        )
    }

    /// It is of one of these kinds.
    public static func kind(_ kinds: SpanKind...) -> Self { kind(kinds) }

    /// It is of one of these kinds.
    public static func kind(_ kinds: [SpanKind]) -> Self {
        Self(holds: { kinds.contains($0.kind) }, description: "kind:\(kinds.map { "\($0)" }.joined(separator: "|"))")
    }

    /// Its parent is in one of these places.
    public static func parent(_ parents: SamplingRule.Parent...) -> Self { parent(parents) }

    /// Its parent is in one of these places.
    public static func parent(_ parents: [SamplingRule.Parent]) -> Self {
        Self(
            holds: { candidate in
                parents.contains(candidate.parent.map { $0.isRemote ? .remote : .local } ?? .none)
            },
            description: "parent:\(parents.map(\.rawValue).joined(separator: "|"))"
        )
    }

    /// It starts with an attribute that has one of these values, as text; of a list, one element has.
    public static func attribute(_ name: String, in values: String...) -> Self { attribute(name, in: Set(values)) }

    static func attribute(_ name: String, in values: Set<String>) -> Self {
        attribute(name, "in:\(values.sorted().joined(separator: "|"))") { values.contains($0) }
    }

    /// It starts with an attribute whose value, as text, matches one of the patterns and none of the excluded ones; of a list,
    /// one element does.
    ///
    /// - Parameters:
    ///   - name: The attribute.
    ///   - patterns: In them `*` stands for any number of characters and `?` for one. Without any, every value matches.
    ///   - excluded: Patterns of values that do not.
    public static func attribute(_ name: String, matching patterns: [String], except excluded: [String] = []) -> Self {
        let included = patterns.map { Wildcard($0, hasPlaceholders: true) }
        let left = excluded.map { Wildcard($0, hasPlaceholders: true) }
        let except = excluded.isEmpty ? "" : "!\(excluded.joined(separator: "|"))"
        return attribute(name, "matches:\(patterns.joined(separator: "|"))\(except)") { value in
            (included.isEmpty || included.contains { $0.matches(value) }) && !left.contains { $0.matches(value) }
        }
    }

    private static func attribute(
        _ name: String,
        _ description: String,
        holds: @escaping @Sendable (String) -> Bool
    ) -> Self {
        Self(
            holds: { candidate in candidate.attributes[name]?.texts.contains(where: holds) ?? false },
            description: "\(name) \(description)"
        )
    }
}

extension AttributeValue {
    /// The value as text; of a list, each element.
    fileprivate var texts: [String] {
        switch self {
        case .string(let value): [value]
        case .bool(let value): ["\(value)"]
        case .int(let value): ["\(value)"]
        case .double(let value): ["\(value)"]
        case .strings(let values): values
        case .bools(let values): values.map { "\($0)" }
        case .ints(let values): values.map { "\($0)" }
        case .doubles(let values): values.map { "\($0)" }
        }
    }
}

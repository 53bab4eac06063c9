import Foundation
import SpanRecording
import TestSupport
import Testing
import Throughline
import Tracing

/// What our composable samplers decide, beside what those of OpenTelemetry's SDK for Python do: `Python/samplers.py` compares.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"))
struct SamplerOracleTests {
    private struct Rule: Encodable {
        var kinds: [String]
        var parents: [String]
        var values: [String]
        var patterns: [String]
        var except: [String]
        var sampler: Described
    }

    private indirect enum Described: Encodable {
        case probability(Double)
        case parent(Described)
        case rules([Rule])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            switch self {
            case .probability(let probability): try container.encode(probability, forKey: .probability)
            case .parent(let root): try container.encode(root, forKey: .parent)
            case .rules(let rules): try container.encode(rules, forKey: .rules)
            }
        }

        private enum Key: String, CodingKey { case probability, parent, rules }
    }

    private struct Case: Encodable {
        var sampler: Described
        var traceID: String
        var parent: UInt8?
        var isRemote: Bool
        var state: String
        var kind: String
        var value: String?
        var isSampled = false
        var ours = ""

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(sampler, forKey: .sampler)
            try container.encode(traceID, forKey: .traceID)
            try container.encode(parent, forKey: .parent)
            try container.encode(isRemote, forKey: .isRemote)
            try container.encode(state, forKey: .state)
            try container.encode(kind, forKey: .kind)
            try container.encode(value, forKey: .value)
            try container.encode(isSampled, forKey: .isSampled)
            try container.encode(ours, forKey: .ours)
        }

        private enum Key: CodingKey { case sampler, traceID, parent, isRemote, state, kind, value, isSampled, ours }
    }

    private static let count = 10_000
    private static let kinds: [(String, SpanKind)] = [
        ("INTERNAL", .internal), ("SERVER", .server), ("CLIENT", .client), ("PRODUCER", .producer),
        ("CONSUMER", .consumer),
    ]

    @Test func compositeSamplersDecideAsPythonsDo() async throws {
        var random = SeededGenerator(seed: 0x73616d70)
        var lines = ""
        var sampled = 0
        for _ in 0..<Self.count {
            let oracle = Self.decided(Self.case(&random))
            sampled += oracle.isSampled ? 1 : 0
            lines += String(decoding: try JSONEncoder().encode(oracle), as: UTF8.self) + "\n"
        }
        #expect((Self.count / 10...Self.count * 9 / 10).contains(sampled))
        let file = FileManager.default.temporaryDirectory.appending(path: "throughline-samplers-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try lines.write(to: file, atomically: true, encoding: .utf8)
        #expect(try await PythonProcess.run(script: "samplers.py", [file.path]) == "\(Self.count)\n")
    }

    /// Our answer to a case.
    private static func decided(_ given: Case) -> Case {
        let traceID = TraceID(hex: given.traceID) ?? TraceID(high: 0, low: 0)
        let parent = given.parent.map { flags in
            SpanContext(
                traceID: traceID,
                spanID: SpanID(1),
                traceFlags: TraceFlags(rawValue: flags),
                traceState: TraceState(header: given.state) ?? TraceState(),
                isRemote: given.isRemote
            )
        }
        let result = CompositeSampler(composable(given.sampler)).sample(
            SpanCandidate(
                context: .topLevel,
                parent: parent,
                traceID: traceID,
                name: "name",
                kind: kinds.first { $0.0 == given.kind }?.1 ?? .internal,
                attributes: given.value.map { ["key": .string($0)] } ?? [:]
            )
        )
        var decided = given
        decided.isSampled = result.decision == .recordAndSample
        decided.ours = result.traceState?["ot"] ?? ""
        return decided
    }

    private static func composable(_ described: Described) -> any ComposableSampler {
        switch described {
        case .probability(let probability): return .probability(probability)
        case .parent(let root): return .parentThreshold(root: composable(root))
        case .rules(let rules):
            return .rules(
                rules.map { rule in
                    var conditions = [kind(rule.kinds), parent(rule.parents)]
                    if let value = rule.values.first { conditions.append(.attribute("key", in: value)) }
                    if !rule.patterns.isEmpty {
                        conditions.append(.attribute("key", matching: rule.patterns, except: rule.except))
                    }
                    return SamplingRule(composable(rule.sampler), when: conditions)
                }
            )
        }
    }

    private static func kind(_ names: [String]) -> SamplingRule.Condition {
        .kind(kinds.filter { names.contains($0.0) }.map(\.1))
    }

    private static func parent(_ names: [String]) -> SamplingRule.Condition {
        .parent(names.compactMap(SamplingRule.Parent.init(rawValue:)))
    }

    // MARK: Cases

    private static func `case`(_ random: inout SeededGenerator) -> Case {
        let hasParent = Bool.random(using: &random)
        return Case(
            sampler: sampler(depth: 0, &random),
            traceID: TraceID(
                high: .random(in: 1 ... .max, using: &random),
                low: .random(in: 0 ... .max, using: &random)
            ).hex,
            parent: hasParent ? UInt8.random(in: 0...3, using: &random) : nil,
            isRemote: Bool.random(using: &random),
            state: hasParent ? state(&random) : "",
            kind: kinds.randomElement(using: &random)?.0 ?? "SERVER",
            value: ["/health", "/orders", "/static/a", nil].randomElement(using: &random) ?? nil
        )
    }

    private static func sampler(depth: Int, _ random: inout SeededGenerator) -> Described {
        switch Int.random(in: 0...(depth > 1 ? 0 : 2), using: &random) {
        case 0:
            let probabilities = [0, 1, 0.5, 0.1, 0.3333333, 1e-9, 0.999999999, .random(in: 0...1, using: &random)]
            return .probability(probabilities.randomElement(using: &random) ?? 1)
        case 1: return .parent(sampler(depth: depth + 1, &random))
        default:
            return .rules((0..<3).map { _ in rule(depth: depth, &random) })
        }
    }

    private static func rule(depth: Int, _ random: inout SeededGenerator) -> Rule {
        let hasPatterns = Int.random(in: 0...2, using: &random) == 0
        return Rule(
            kinds: kinds.map(\.0).filter { _ in Int.random(in: 0...3, using: &random) > 0 },
            parents: ["none", "remote", "local"].filter { _ in Int.random(in: 0...3, using: &random) > 0 },
            values: Int.random(in: 0...2, using: &random) == 0 ? ["/health"] : [],
            patterns: hasPatterns ? ["/*", "*/a"] : [],
            except: hasPatterns && Bool.random(using: &random) ? ["/static/?"] : [],
            sampler: sampler(depth: depth + 1, &random)
        )
    }

    private static func state(_ random: inout SeededGenerator) -> String {
        var fields: [String] = []
        if Bool.random(using: &random) { fields.append("th:" + digits(1...15, &random)) }
        if Bool.random(using: &random) { fields.append("rv:" + digits(13...15, &random)) }
        if Bool.random(using: &random) { fields.append("x:y") }
        let member = fields.isEmpty ? "a=b" : "ot=" + fields.shuffled(using: &random).joined(separator: ";")
        return Bool.random(using: &random) ? member : "rojo=1,\(member)"
    }

    private static func digits(_ lengths: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
        String(
            (0..<Int.random(in: lengths, using: &random)).map { _ in
                "0123456789abcdef".randomElement(using: &random) ?? "0"
            }
        )
    }
}

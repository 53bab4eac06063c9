import Foundation
import Instrumentation
import SpanRecording
import TestSupport
import Testing
import Throughline

/// Carriers as OpenTelemetry's propagators for Python read and write them: `Python/propagators.py` does.
@Suite(.enabled(if: PythonProcess.has("opentelemetry-propagator-b3"), "needs Scripts/setup-interop"))
struct PropagatorOracleTests {
    private static let count = 10_000

    private struct Found: Equatable, Decodable {
        var span: [String]?
        var isSampled = false

        init(_ context: SpanContext?) {
            span = context.map { [$0.traceID.hex, $0.spanID.hex] }
            isSampled = context?.isSampled ?? false
        }

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            span = [try container.decode(String.self), try container.decode(String.self)]
            isSampled = try container.decode(Bool.self)
        }
    }

    /// What Python has extracted, and what it has injected of it.
    private struct Answer: Decodable {
        var found: Found?
        var injected: [String: String]

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            found = try container.decodeIfPresent(Found.self)
            injected = try container.decode([String: String].self)
        }
    }

    private struct Case {
        var name: String
        var carrier: [String: String]
    }

    private static let propagators: [(name: String, propagator: any Propagator)] = [
        ("b3", B3Propagator(.single)), ("b3multi", B3Propagator(.multiple)), ("jaeger", JaegerPropagator()),
        ("xray", XRayPropagator()), ("ottrace", OTTracePropagator()),
    ]

    @Test func everyFormatIsReadAndWrittenAsPythonDoes() async throws {
        var random = SeededGenerator(seed: 0x7072_6f70)
        let cases = (0..<Self.count).map { index in
            let name = Self.propagators[index % Self.propagators.count].name
            return Case(name: name, carrier: Self.carrier(of: name, &random))
        }
        let answers = try await Self.ask(cases)
        try #require(answers.count == cases.count)
        var found = 0
        for (oracle, answer) in zip(cases, answers) {
            let propagator = try #require(Self.propagators.first { $0.name == oracle.name }).propagator
            let ours = Self.extract(oracle.carrier, by: propagator)
            try #require(Found(ours) == answer.found ?? Found(nil), "\(oracle)")
            guard let ours else { continue }
            found += 1
            // What Python writes of it is the same to us.
            let again = try #require(Self.extract(answer.injected, by: propagator), "\(answer.injected)")
            try #require(again.traceID.low == ours.traceID.low && again.spanID == ours.spanID, "\(oracle)")
            try #require(again.isSampled == ours.isSampled, "\(oracle)")
        }
        #expect((Self.count / 4...Self.count * 9 / 10).contains(found))
    }

    @Test func pythonReadsWhatWeWrite() async throws {
        var random = SeededGenerator(seed: 0x7772_6974)
        var cases: [Case] = []
        var spans: [SpanContext] = []
        for index in 0..<Self.count / 10 {
            let (name, propagator) = Self.propagators[index % Self.propagators.count]
            let span = SpanContext(
                traceID: TraceID(
                    // OpenTracing's has 64 bits.
                    high: name == "ottrace" ? 0 : .random(in: 0 ... .max, using: &random),
                    low: .random(in: 1 ... .max, using: &random)
                ),
                spanID: SpanID(.random(in: 1 ... .max, using: &random)),
                traceFlags: Bool.random(using: &random) ? .sampled : []
            )
            var context = InstrumentationContext.topLevel
            context.spanContext = span
            var carrier: [String: String] = [:]
            propagator.inject(context, into: &carrier, using: Dictionaries())
            cases.append(Case(name: name, carrier: carrier))
            spans.append(span)
        }
        for (span, answer) in zip(spans, try await Self.ask(cases)) { #expect(answer.found == Found(span)) }
    }

    @Test func pythonReadsTheEnvironmentThatWeWrite() async throws {
        var context = InstrumentationContext.topLevel
        let span = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), traceFlags: .sampled)
        context.spanContext = span
        var environment: [String: String] = [:]
        TraceContextPropagator().inject(context, into: &environment, using: EnvironmentCarrier())
        let answers = try await Self.ask([Case(name: "environment", carrier: environment)])
        #expect(answers.first?.found == Found(span))
    }

    private static func extract(_ carrier: [String: String], by propagator: any Propagator) -> SpanContext? {
        var context = InstrumentationContext.topLevel
        propagator.extract(carrier, into: &context, using: Dictionaries())
        return context.spanContext
    }

    private static func ask(_ cases: [Case]) async throws -> [Answer] {
        let lines = try cases.map { oracle in
            let line = [oracle.name, oracle.carrier] as [Any]
            return String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self) + "\n"
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "throughline-propagators-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try lines.joined().write(to: file, atomically: true, encoding: .utf8)
        return try await PythonProcess.run(script: "propagators.py", [file.path]).split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
    }

    private struct Dictionaries: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }

    // MARK: Cases

    /// Fields as they should be, with ids that are short, long, zero or no ids from time to time.
    private static func carrier(of name: String, _ random: inout SeededGenerator) -> [String: String] {
        func digits(_ count: Int) -> String {
            let isZero = Int.random(in: 0...19, using: &random) == 0
            let length =
                Int.random(in: 0...9, using: &random) == 0 ? count + Int.random(in: -2...2, using: &random) : count
            let alphabet = Int.random(in: 0...19, using: &random) == 0 ? "0123456789abcdefg" : "0123456789abcdef"
            return String(
                (0..<max(length, 0)).map { _ in isZero ? "0" : alphabet.randomElement(using: &random) ?? "0" }
            )
        }
        func one(of texts: String...) -> String { texts.randomElement(using: &random) ?? "" }
        let trace = digits(Bool.random(using: &random) ? 32 : 16)
        let span = digits(16)
        switch name {
        case "b3":
            let parent = Bool.random(using: &random) ? "-\(digits(16))" : ""
            return ["b3": "\(trace)-\(span)-\(one(of: "0", "1", "d", "true", "x"))\(parent)"]
        case "b3multi":
            var fields = ["x-b3-traceid": trace, "x-b3-spanid": span]
            if Bool.random(using: &random) { fields["x-b3-sampled"] = one(of: "0", "1", "true", "True", "no") }
            if Bool.random(using: &random) { fields["x-b3-flags"] = one(of: "0", "1", "2") }
            return fields
        case "jaeger":
            // Python takes zeros before an id that is too long with them; longer than that, an id is none to us.
            let (trace, span) = (trace.prefix(32), span.prefix(16))
            return [
                "uber-trace-id":
                    "\(trace):\(span):\(one(of: "0", digits(16))):\(one(of: "0", "1", "2", "3", "01", "z"))"
            ]
        case "xray":
            var parts = ["Root=\(one(of: "1", "1", "1", "2"))-\(digits(8))-\(digits(24))", "Parent=\(span)"]
            parts.append("Sampled=\(one(of: "0", "1"))")
            if Bool.random(using: &random) { parts.append("Lineage=a:0") }
            return ["x-amzn-trace-id": parts.shuffled(using: &random).joined(separator: one(of: ";", "; "))]
        default:
            return [
                "ot-tracer-traceid": digits(Int.random(in: 1...32, using: &random)),
                "ot-tracer-spanid": digits(Int.random(in: 1...16, using: &random)),
                "ot-tracer-sampled": one(of: "true", "false", ""),
            ]
        }
    }
}

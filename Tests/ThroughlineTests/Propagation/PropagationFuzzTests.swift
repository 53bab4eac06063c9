import Foundation
import Instrumentation
import TestSupport
import Testing

@testable import Throughline

/// Whatever comes in, nothing traps, and what is taken over is grammatical when it goes out, and means the same.
@Suite struct PropagationFuzzTests {
    /// How many inputs are tried; `THROUGHLINE_FUZZ_INPUTS` asks for more.
    private static let inputs =
        ProcessInfo.processInfo.environment["THROUGHLINE_FUZZ_INPUTS"].flatMap(Int.init) ?? 8_000

    private let propagator = CompositePropagator([TraceContextPropagator(), BaggagePropagator()])
    private let carrier = DictionaryCarrier()

    @Test func whatComesInGoesOut() throws {
        var random = SeededGenerator(seed: 0x7261_6e64_6f6d)
        var taken = (spans: 0, states: 0, baggage: 0)
        for _ in 0..<Self.inputs {
            let fields = [
                "traceparent": Self.mutated("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", using: &random),
                "tracestate": Self.mutated("rojo=00f067aa0ba902b7, congo=t61rcWkgMzE,a@b=c d", using: &random),
                "baggage": Self.mutated("key1=value1;property1;p=q, key2 = v%20%C3%A9,key3=", using: &random),
            ]
            var context = InstrumentationContext.topLevel
            propagator.extract(fields, into: &context, using: carrier)
            var written: [String: String] = [:]
            propagator.inject(context, into: &written, using: carrier)
            var again = InstrumentationContext.topLevel
            propagator.extract(written, into: &again, using: carrier)

            try #require(again.spanContext == context.spanContext, "\(fields)")
            try #require(again.baggage == context.baggage, "\(fields)")
            if let header = written["traceparent"] {
                taken.spans += 1
                try #require(header.wholeMatch(of: Grammar.traceparent) != nil, "\(fields)")
            }
            if let header = written["tracestate"] {
                taken.states += 1
                try #require(header.wholeMatch(of: Grammar.tracestate) != nil, "\(fields)")
            }
            if let header = written["baggage"] {
                taken.baggage += 1
                try #require(header.wholeMatch(of: Grammar.baggage) != nil, "\(fields)")
            }
        }
        // Inputs that are all refused would prove nothing.
        #expect(taken.spans > Self.inputs / 10)
        #expect(taken.states > Self.inputs / 50)
        #expect(taken.baggage > Self.inputs / 10)
    }

    /// The fields of the other formats, as they are when nothing is wrong with them.
    private static let others: [(any Propagator, [String: String])] = [
        (B3Propagator(.single), ["b3": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-a3ce929d0e0e4736"]),
        (
            B3Propagator(.multiple),
            ["x-b3-traceid": "a3ce929d0e0e4736", "x-b3-spanid": "00f067aa0ba902b7", "x-b3-flags": "1"]
        ),
        (JaegerPropagator(), ["uber-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736:f067aa0ba902b7:0:1"]),
        (
            XRayPropagator(),
            ["x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"]
        ),
        (
            OTTracePropagator(),
            [
                "ot-tracer-traceid": "a3ce929d0e0e4736", "ot-tracer-spanid": "f067aa0ba902b7",
                "ot-tracer-sampled": "true",
            ]
        ),
    ]

    @Test(arguments: others.indices)
    func whatComesInGoesOutInEveryFormat(index: Int) throws {
        let (propagator, fields) = Self.others[index]
        var random = SeededGenerator(seed: UInt64(index))
        var taken = 0
        for _ in 0..<Self.inputs {
            let fields = fields.mapValues { Self.mutated($0, using: &random) }
            var context = InstrumentationContext.topLevel
            propagator.extract(fields, into: &context, using: carrier)
            guard let span = context.spanContext else { continue }
            taken += 1
            try #require(span.isValid && span.isRemote, "\(fields)")
            var written: [String: String] = [:]
            propagator.inject(context, into: &written, using: carrier)
            var again = InstrumentationContext.topLevel
            propagator.extract(written, into: &again, using: carrier)
            try #require(again.spanContext?.spanID == span.spanID, "\(fields)")
            try #require(again.spanContext?.traceID.low == span.traceID.low, "\(fields)")
            try #require(again.spanContext?.traceFlags == span.traceFlags, "\(fields)")
        }
        #expect(taken > Self.inputs / 20, "inputs that are all refused would prove nothing")
    }

    /// The grammars, written down independently of the parsers.
    private enum Grammar {
        nonisolated(unsafe) static let traceparent = /00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]/
        nonisolated(unsafe) static let tracestate =
            /[a-z0-9][a-z0-9_\-*\/@]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~](,[a-z0-9][a-z0-9_\-*\/@]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]){0,31}/
        nonisolated(unsafe) static let baggage =
            /[!#-'*+\-.^_`|~0-9A-Za-z]+=[!#-+\--:<-\[\]-~]*(;[^,"\\]+)*(,[!#-'*+\-.^_`|~0-9A-Za-z]+=[!#-+\--:<-\[\]-~]*(;[^,"\\]+)*)*/
    }

    private static let spice: [Character] = Array(" \t,;=%-@\"\\\u{0}\u{7f}0123456789abcdefABCDEFGxyz_*/é😀\u{fffd}")

    private static func mutated(_ text: String, using random: inout SeededGenerator) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let place = Int.random(in: 0...characters.count, using: &random)
            let piece = spice.randomElement(using: &random) ?? " "
            switch Int.random(in: 0...4, using: &random) {
            case 0 where place < characters.count: characters.remove(at: place)
            case 1 where place < characters.count: characters[place] = piece
            case 2: characters.removeSubrange(place...)
            case 3: characters += characters[..<place]
            default: characters.insert(piece, at: place)
            }
        }
        return String(characters)
    }
}

import Foundation
import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

/// Whatever somebody types is a query or an error with a place in it, and a query always has an answer.
@Suite(.timeLimit(.minutes(60)))
struct QueryFuzzTests {
    /// How many inputs are tried; `THROUGHLINE_FUZZ_INPUTS` asks for more.
    static let inputs = ProcessInfo.processInfo.environment["THROUGHLINE_FUZZ_INPUTS"].flatMap(Int.init) ?? 2_000

    private static let pieces = [
        "a", "service", "=", "!=", "~", ">", "<=", ":", "*", "(", ")", "{", "}", "-", "NOT ", "OR ", " ", "\"", "\\",
        "ü",
        "\u{1F600}", "\0", "duration", "100ms", "1e999", "-5", "9223372036854775808", "trace.spans", "root", "log",
        "severity",
        "WARN", "kind", "server", "nan", "inf", "http.route", "\u{301}", "\r\n", "status",
    ]

    @Test func `Anything is a query or an error, and a query has an answer`() async throws {
        let store = try TelemetryStore()
        await store.insert([
            resourceSpans([
                span(1, "a", kind: .server, ["http.route": "/ü", "n": 5, "d": .double(.nan)], error: "boom")
            ]),
            resourceSpans([span(1, trace: traceID(2), "b")]),
        ])
        await store.insert([resourceLogs([record("a line", .warn)])])
        var generator = SeededGenerator(seed: 20_261_122)
        for _ in 0..<Self.inputs {
            let count = Int.random(in: 0...12, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            do throws(QueryError) {
                let query = try Query(parsing: text)
                let found = try? await store.traces(matching: query)
                let lines = try? await store.logs(matching: query)
                #expect(found != nil && lines != nil, "\(text)")
            } catch {
                #expect((0...text.utf16.count).contains(error.position), "\(text): \(error)")
                #expect(!error.message.isEmpty)
            }
        }
    }
}

import Foundation
import TestSupport
import Testing

@testable import Throughline

/// The bytes of a real file, damaged in every way.
@Suite struct ConfigurationFileFuzzTests {
    /// How many inputs are tried; `THROUGHLINE_FUZZ_INPUTS` asks for more.
    private static let inputs =
        ProcessInfo.processInfo.environment["THROUGHLINE_FUZZ_INPUTS"].flatMap(Int.init) ?? 3_000

    @Test func `Damaged files are read or refused`() throws {
        var generator = SeededGenerator(seed: 42)
        let original = Array(Self.sample.utf8)
        let pieces = [
            "${", "}", "&a ", "*a", "<<: *a", "[", "]", "{", "}", ": ", "- ", "\n", "\t", "\"", "'", "|", ">", "? ",
            "!!", "%", "---", "...", "#", "\u{0}", "\u{FEFF}", "é", "0x", ".inf", "null", "-1", "99999999999999999999",
        ]
        for _ in 0..<Self.inputs {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let position = Int.random(in: 0..<max(1, bytes.count), using: &generator)
                switch Int.random(in: 0...4, using: &generator) {
                case 0: bytes[position] = .random(in: 0...255, using: &generator)
                case 1: bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: position)
                case 2:
                    bytes.removeSubrange(position..<min(bytes.count, position + .random(in: 1...40, using: &generator)))
                case 3:
                    let end = min(bytes.count, position + .random(in: 1...60, using: &generator))
                    bytes.insert(
                        contentsOf: Array(bytes[position..<end]),
                        at: .random(in: 0...bytes.count, using: &generator)
                    )
                default: bytes = Array(bytes[..<position])
                }
                if bytes.isEmpty { break }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let configuration = try? ConfigurationFileTests.read(text, ["KEY": "secret"]) {
                #expect(configuration.warnings.count <= 100)
                #expect(!configuration.warnings.contains { "\($0)".contains("secret") })
            }
        }
    }

    static let sample = """
        file_format: "1.0"
        resource: &a
          attributes:
            - {name: service.name, value: shop}
            - name: count
              value: ${KEY}
              type: string
        propagator:
          composite: [{tracecontext: }, {baggage: }]
        tracer_provider:
          processors:
            - batch:
                schedule_delay: 5000
                exporter:
                  otlp_http:
                    endpoint: ${COLLECTOR:-http://localhost:4318}/v1/traces
                    headers: [{name: api-key, value: "${KEY}"}]
            - simple: {exporter: {console: }}
          sampler:
            parent_based:
              root: {trace_id_ratio_based: {ratio: 0.5}}
        meter_provider:
          readers:
            - periodic: {interval: 1000, exporter: {otlp_http: {temporality_preference: delta}}}
            - pull: {exporter: {prometheus/development: {port: 0}}}
          views:
            - selector: {instrument_name: "http.*", instrument_type: histogram}
              stream:
                aggregation: {explicit_bucket_histogram: {boundaries: [0.1, 1, 10]}}
                attribute_keys: {included: [a, b]}
        logger_provider:
          processors:
            - batch: {exporter: {otlp_http: }}

        """
}

import Foundation
import OTLP
import ThroughlineViewer

/// Writes traces of ten spans into the file that its argument names, and says of each that it is written; until it is killed.
@main
enum ViewerTestWriter {
    static func main() async throws {
        let store = try TelemetryStore(path: CommandLine.arguments[1])
        var number: UInt64 = 0
        while true {
            number += 1
            let spans = (1...10 as ClosedRange<UInt64>).map { place in
                Span(
                    traceID: bytes(7) + bytes(number),
                    spanID: bytes(place),
                    parentSpanID: place == 1 ? [] : bytes(1),
                    name: "span \(place)",
                    startTimeUnixNano: number,
                    endTimeUnixNano: number + 1,
                    attributes: [KeyValue(key: "number", value: .int(Int64(number)))]
                )
            }
            let insertion = await store.insert([ResourceSpans(scopeSpans: [ScopeSpans(spans: spans)])])
            guard insertion.accepted == 10 else { exit(1) }
            try FileHandle.standardOutput.write(contentsOf: Data("\(number)\n".utf8))
        }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian, Array.init)
    }
}

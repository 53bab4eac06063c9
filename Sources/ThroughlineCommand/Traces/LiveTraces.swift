import AsyncHTTPClient
import Foundation
import NIOCore
import OTLP
import ServiceLifecycle
import ThroughlineViewer

/// Fetches the traces of a viewer as they change.
struct LiveTraces: Service {
    let viewer: ViewerOptions
    let events: HTTPClientResponse
    /// Where they are put, so that they are shown when they have settled.
    let store: TelemetryStore
    /// Where each is said in a line of JSON instead.
    let output: StandardOutput?

    private struct Change: Decodable {
        let traces: [String]
    }

    func run() async throws {
        let isOver = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await read() }
            group.addTask {
                try? await gracefulShutdown()
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        if isOver { throw CommandFailure("The viewer has ended.") }
    }

    /// - Returns: When the viewer says nothing any more.
    private func read() async throws -> Bool {
        do {
            var line: [UInt8] = []
            for try await piece in events.body {
                for byte in piece.readableBytesView {
                    guard byte == UInt8(ascii: "\n") else {
                        if line.count < 1 << 20 { line.append(byte) }
                        continue
                    }
                    try await take(String(decoding: line, as: UTF8.self))
                    line = []
                }
            }
        } catch is HTTPClientError {
            // Closed in the midst of it.
        }
        return true
    }

    /// A line of server-sent events (WHATWG HTML, section 9.2.6).
    private func take(_ line: String) async throws {
        guard line.hasPrefix("data: "),
            let change = try? JSONDecoder().decode(Change.self, from: Data(line.dropFirst("data: ".utf8.count).utf8))
        else { return }
        for id in change.traces where Trace.ID(hex: id) != nil {
            // It may have made room for others in the meantime.
            guard let document = try? await viewer.get("traces/\(id)/otlp") else { continue }
            if let output {
                output.write(Report.safe(json: document) + "\n")
            } else if let traces = try? ExportTraceServiceRequest(json: Array(document)),
                let logs = try? ExportLogsServiceRequest(json: Array(document))
            {
                await store.insert(traces.resourceSpans)
                await store.insert(logs.resourceLogs)
            }
        }
    }
}

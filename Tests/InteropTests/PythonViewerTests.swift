import Foundation
import Logging
import Testing
import ThroughlineViewer

/// What Python sends as JSON comes back by the viewer's API, whatever the order and the ids.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"), .timeLimit(.minutes(5)))
struct PythonViewerTests {
    private struct Seen: Decodable {
        struct Row: Decodable, Hashable {
            var name: String
            var service: String
            var parent: String?
            var flags: Int
        }

        struct Report: Decodable {
            var spans: Int
            var rejected: Int
        }

        var listed: [String]
        var rows: [Row]
        var roots: Int
        var complete: Bool
        var same: Report
        var spans: Int
    }

    @Test func `Late parents, a circle, two roots, twins and a slow clock are one tree`() async throws {
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let viewer = try Viewer(
            configuration: Viewer.Configuration(port: 0),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onRunning: { running.yield($0) }
        )
        let seen = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await viewer.run() }
            let port = try #require(await ports.first { _ in true })
            let output = try await PythonProcess.run(script: "viewer.py", ["http://127.0.0.1:\(port)"])
            group.cancelAll()
            return try JSONDecoder().decode(Seen.self, from: Data(output.utf8))
        }
        #expect(seen.listed == ["5b8efff798038103d269b633813fc60c"])
        #expect(seen.roots == 4)
        #expect(!seen.complete)
        // 16 is a clock that cannot be right, 8 a shared id, 4 a circle that was cut, 1 a parent that is missing.
        #expect(
            seen.rows == [
                Seen.Row(name: "POST /orders", service: "shop", parent: nil, flags: 0),
                Seen.Row(name: "GET", service: "shop", parent: "POST /orders", flags: 0),
                Seen.Row(name: "GET /price", service: "partner", parent: "GET", flags: 16),
                Seen.Row(name: "SELECT", service: "partner", parent: "GET /price", flags: 0),
                Seen.Row(name: "twin", service: "shop", parent: "POST /orders", flags: 8),
                Seen.Row(name: "other twin", service: "partner", parent: "POST /orders", flags: 8),
                Seen.Row(name: "second root", service: "shop", parent: nil, flags: 0),
                Seen.Row(name: "orphan", service: "shop", parent: nil, flags: 1),
                Seen.Row(name: "circle", service: "shop", parent: nil, flags: 4),
                Seen.Row(name: "circle", service: "shop", parent: "circle", flags: 0),
            ]
        )
        // What was exported is imported, and changes nothing.
        #expect(seen.same.spans == 10)
        #expect(seen.same.rejected == 0)
        #expect(seen.spans == 10)
    }
}

import Foundation
import Spawning
import TestSupport
import Testing
import ThroughlineViewer

/// A process that is killed while it writes.
@Suite(.timeLimit(.minutes(5)))
struct StoreKillTests {
    @Test(arguments: [1, 20, 300])
    func `What was said to be written is there after the process is killed, and all of it whole`(writes: Int)
        async throws
    {
        let path = FileManager.default.temporaryDirectory.appending(path: "killed-\(UUID().uuidString).sqlite").path
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let output = Pipe()
        let process = try ChildProcess(
            BuiltProgram.path(of: "ViewerTestWriter"),
            [path],
            output: .pipe(output),
            errors: .null
        )
        var said = 0
        for await line in output.lines() {
            said = try #require(Int(line))
            if said >= writes { process.send(SIGKILL) }
        }
        #expect(await process.end().status == -SIGKILL)

        let store = try TelemetryStore(path: path)
        let status = try await store.status()
        #expect(status.traces >= said && said >= writes)
        #expect(status.spans == 10 * status.traces, "a request is written as a whole, or not at all")
        let last = try await store.traces(matching: Query(parsing: "number=\(said)"))
        #expect(last.traces.map(\.spans) == [10] && last.traces.first?.complete == true)
    }
}

import Logging
import ThroughlineViewer

/// A receiver of traces in this process, until it is told to end.
struct Receiver {
    let store: TelemetryStore
    let port: Int
    private let task: Task<Void, any Error>

    init() async throws {
        let store = try TelemetryStore()
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let receiver = Viewer(
            store: store,
            configuration: Viewer.Configuration(port: 0),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
            onRunning: { found.yield($0) }
        )
        self.store = store
        task = Task {
            defer { found.finish() }
            try await receiver.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await task.value
            throw CancellationError()
        }
        self.port = port
    }

    func end() async {
        task.cancel()
        _ = await task.result
    }
}

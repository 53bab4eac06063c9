package import Hummingbird
import Logging

extension HTTPResponderBuilder where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    /// Serves on a port of 127.0.0.1 that the system chooses, while `body` runs, which gets the port.
    package func serve<Result: Sendable>(_ body: (Int) async throws -> Result) async throws -> Result {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: self,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await application.run()
            }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            try await group.waitForAll()
            throw CancellationError()
        }
    }
}

import ArgumentParser
import Synchronization
import Throughline
import ThroughlineInbox

/// Entries a second that an inbox processes, from the start of the first one until none is left, and CPU seconds for 1,000.
struct InboxCost: AsyncParsableCommand {
    @Option(help: "The database, with what was accepted.") var file: String

    func run() async throws {
        let telemetry = try Telemetry.quiet(isSampled: false)
        let first = Mutex<Double?>(nil)
        let inbox = try Note.inbox(file: file) { _ in first.withLock { $0 = $0 ?? Usage.wall() } }
        let entries = try await inbox.operations.statistics().map(\.waiting).reduce(0, +)

        let cpu = Usage.cpu()
        let work = Task { try await inbox.run() }
        while try await inbox.operations.statistics().contains(where: { $0.waiting + $0.processing > 0 }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let seconds = (Usage.wall() - (first.withLock { $0 } ?? .nan)) / 1e9
        work.cancel()
        try await work.value
        print("rate", Double(entries) / seconds)
        print("cpu", (Usage.cpu() - cpu) / 1e9 / Double(entries) * 1e3)
        await telemetry.shutdown()
    }
}

import Foundation
import Logging

extension Workshop {
    /// Says to the broker what this worker does, for people who look at it.
    func report(_ state: WorkerReport.State) async throws {
        try await broker.report(
            WorkerReport(
                name: options.name,
                host: WorkerName.host,
                process: ProcessInfo.processInfo.processIdentifier,
                started: started,
                seen: broker.now,
                interval: options.reportInterval / .seconds(1),
                state: state,
                queues: queues.map(\.name),
                concurrency: options.concurrency,
                running: running.all.count,
                details: options.reportDetails?()
            )
        )
    }

    /// The last word, which nobody waits for where the broker cannot be reached.
    func reportStop() async {
        // A task of its own: this one may be cancelled, which is why the worker stops.
        let work = AbandonableWork()
        let timer = executor.call(after: .seconds(1)) { _ = work.abandon() }
        defer { timer.cancel() }
        do {
            try await work.run { try await self.report(.stopped) }
        } catch {
            logger.warning("The broker does not know that the worker has stopped", metadata: ["error": "\(error)"])
        }
    }
}

import ArgumentParser
import ThroughlineJobs

/// Jobs a second that a worker runs, from the start of the first one until none is left, and CPU seconds for 1,000.
struct WorkCost: AsyncParsableCommand {
    @OptionGroup var setup: QueueSetup

    func run() async throws {
        let telemetry = try setup.bootstrap()
        let queue = try setup.makeQueue()
        let worker = try setup.makeWorker(queue)
        let starts = try StartTimes(setup.starts)

        let cpu = Usage.cpu()
        let work = Task { try await worker.run() }
        try await starts.wait(0..<setup.jobs)
        while try await queue.broker.statistics().contains(where: { $0.ready + $0.running > 0 }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let seconds = (Usage.wall() - Double(starts.first)) / 1e9
        work.cancel()
        try await work.value
        await telemetry.forceFlush()
        print("rate", Double(setup.jobs) / seconds)
        print("cpu", (Usage.cpu() - cpu) / 1e9 / Double(setup.jobs) * 1e3)
        print("dropped", telemetry.statistics.dropped[.queueFull] ?? 0)
        await telemetry.shutdown()
    }
}

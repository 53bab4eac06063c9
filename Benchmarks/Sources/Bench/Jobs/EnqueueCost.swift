import ArgumentParser
import ThroughlineJobs

/// Jobs a second that are enqueued, and CPU a job in microseconds.
struct EnqueueCost: AsyncParsableCommand {
    @OptionGroup var setup: QueueSetup
    @Option var form: JobSystem.Form = .single

    func run() async throws {
        let telemetry = try setup.bootstrap()
        let queue = try setup.makeQueue()
        let (cpu, start) = (Usage.cpu(), Usage.wall())
        switch form {
        case .single: for number in 0..<setup.jobs { try await queue.enqueue(Touch(number: number)) }
        case .concurrent: try await enqueueConcurrently(on: queue)
        case .bulk:
            for first in stride(from: 0, to: setup.jobs, by: 1_000) {
                try await queue.enqueue((first..<min(first + 1_000, setup.jobs)).map { Touch(number: $0) })
            }
        }
        let (seconds, used) = ((Usage.wall() - start) / 1e9, (Usage.cpu() - cpu) / 1e3)
        print("rate", Double(setup.jobs) / seconds)
        print("cpu", used / Double(setup.jobs))
        await telemetry.shutdown()
    }

    private func enqueueConcurrently(on queue: JobQueue) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for producer in 0..<64 {
                group.addTask {
                    for number in stride(from: producer, to: setup.jobs, by: 64) {
                        try await queue.enqueue(Touch(number: number))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

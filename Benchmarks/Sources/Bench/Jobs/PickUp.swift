import ArgumentParser
import ThroughlineJobs

/// Milliseconds from the call that enqueues a job to its start, at 50 jobs a second.
struct PickUp: AsyncParsableCommand {
    @OptionGroup var setup: QueueSetup
    @Flag(help: "Run the worker in this process; else it is in another one.")
    var worker = false

    /// Jobs that do not count.
    private static let warmUp = 25

    func run() async throws {
        let telemetry = try setup.bootstrap()
        let queue = try setup.makeQueue()
        let starts = try StartTimes(setup.starts)
        let worker = worker ? try setup.makeWorker(queue) : nil
        let work = Task { try await worker?.run() }

        var calls: [Double] = []
        for job in 0..<setup.jobs {
            calls.append(Usage.wall())
            try await queue.enqueue(Touch(number: job))
            try await Task.sleep(for: .milliseconds(20))
            if job == 0 { try await starts.wait(0..<1) }  // until the worker is there
        }
        try await starts.wait(0..<setup.jobs)
        let delays = (Self.warmUp..<setup.jobs).map { (Double(starts[$0]) - calls[$0]) / 1e6 }.sorted()
        print("p50", delays[delays.count / 2])
        print("p99", delays[delays.count * 99 / 100])
        work.cancel()
        try await work.value
        await telemetry.shutdown()
    }
}

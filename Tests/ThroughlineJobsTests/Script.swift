import Foundation
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import ThroughlineJobs

/// A job that does what the test says.
struct Scripted: Job {
    static let name = "scripted"
    var number = 0

    func run(_ context: JobContext) async throws -> Int {
        guard let script = Script.current else { throw Unexpected() }
        return try await script(number, context)
    }

    struct Unexpected: Error {}
}

enum Script {
    /// Tasks inherit it: a worker that is run within it runs its jobs by it.
    @TaskLocal static var current: (@Sendable (_ number: Int, JobContext) async throws -> Int)?
}

extension JobQueue {
    /// A queue whose log is nobody's concern.
    init(
        quiet broker: any Broker,
        payloads: PayloadProtection = .open,
        hooks: JobHooks = JobHooks(),
        isSync: Bool = false
    ) {
        var options = Options()
        options.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        options.payloads = payloads
        options.hooks = hooks
        options.isSync = isSync
        self.init(broker: broker, options: options)
    }

    /// Runs a worker while `body` runs, and then shuts it down gracefully.
    func working(
        _ jobs: [any Job.Type] = [Scripted.self],
        options: Worker.Options = Worker.Options(),
        script: @escaping @Sendable (_ number: Int, JobContext) async throws -> Int = { number, _ in number },
        during body: @Sendable (_ shutDown: @escaping @Sendable () -> Void) async throws -> Void
    ) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await Script.$current.withValue(script) {
                        try await Worker(self, jobs: jobs, options: options).run()
                    }
                }
                try await body { trigger.triggerGracefulShutdown() }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    /// Waits until nothing is left that is to be run.
    func waitUntilDone() async throws {
        try await broker.wait { try await broker.counts(EntryFilter(states: [.scheduled, .ready, .running])).isEmpty }
    }
}

extension Broker {
    /// Waits until a condition holds, looking whenever something has changed.
    func wait(until condition: () async throws -> Bool) async throws {
        while true {
            let number = workNumber()
            try Task.checkCancellation()
            if try await condition() { return }
            await waitForWork(since: number, timeout: .seconds(5))
        }
    }
}

extension Worker.Options {
    /// Every interval so short that nobody waits.
    static func quick(concurrency: Int = 4, lease: Duration = .seconds(30)) -> Self {
        var options = Self()
        options.name = "worker"
        options.concurrency = concurrency
        options.lease = lease
        options.rescueInterval = .milliseconds(20)
        options.purgeInterval = .milliseconds(20)
        options.scheduleInterval = .milliseconds(20)
        return options
    }
}

struct Refused: Error, CustomStringConvertible {
    var cause: (any Error)?
    var description: String { "refused" }
}

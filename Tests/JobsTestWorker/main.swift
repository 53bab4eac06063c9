import Evidence
import Foundation
import Logging
import ServiceLifecycle
import ThroughlineJobs
import Tracing
import UnixSignals

// A process of its own that works with a broker, which tests kill.
//
//     JobsTestWorker work BROKER EFFECTS SPANS LEASE-MILLISECONDS
//     JobsTestWorker enqueue BROKER
//     JobsTestWorker die-claiming BROKER
//
// BROKER is an SQLite file or a postgres:// URL, EFFECTS an SQLite file, SPANS is a file that a line a span is appended to.

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("work", 6): try await work(broker: arguments[2], effects: arguments[3], spans: arguments[4], lease: arguments[5])
case ("enqueue", 3):
    let entry = BrokerEntry(id: JobID(), queue: "q", message: [1])
    _ = try await openBroker(arguments[2]).enqueue([entry])
case ("die-claiming", 3): try await dieClaiming(arguments[2])
default:
    FileHandle.standardError.write(Data("usage: JobsTestWorker work|enqueue|die-claiming BROKER …\n".utf8))
    exit(64)
}

func work(broker: String, effects: String, spans: String, lease: String) async throws {
    InstrumentationSystem.bootstrap(LineTracer(path: spans))
    let effects = try Effects(path: effects)
    var queueOptions = JobQueue.Options()
    queueOptions.logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }
    let queue = JobQueue(broker: try openBroker(broker), options: queueOptions)

    var options = Worker.Options()
    options.name = "worker:\(ProcessInfo.processInfo.processIdentifier)"
    options.concurrency = 20
    options.lease = .milliseconds(Int(lease) ?? 1_000)
    options.rescueInterval = options.lease / 4
    let group = ServiceGroup(
        services: [Worker(queue, jobs: [EffectJob.self], options: options)],
        gracefulShutdownSignals: [.sigterm],
        logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
    )
    try await EffectJob.$effects.withValue(effects) { try await group.run() }
}

/// Dies in the middle of the transaction in which it claims: there, a broker looks at its clock.
func dieClaiming(_ path: String) async throws {
    let broker = try SQLiteBroker(path: path) {
        kill(getpid(), SIGKILL)
        return Date()
    }
    _ = try await broker.claim(
        ClaimRequest(
            worker: "dying",
            lease: .seconds(10),
            limit: 9,
            queues: [QueueShare(queue: "q", share: 9, limit: 9)]
        )
    )
}

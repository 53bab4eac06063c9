import Foundation
import GRDB
import Logging
import ServiceLifecycle
import ThroughlineJobs
import Tracing
import UnixSignals

// A worker in a process of its own, which tests kill.
//
//     JobsTestWorker BROKER EFFECTS SPANS [LEASE-MILLISECONDS]
//
// BROKER and EFFECTS are SQLite files, SPANS is a file that a line a span is appended to.

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    FileHandle.standardError.write(Data("usage: JobsTestWorker BROKER EFFECTS SPANS [LEASE-MILLISECONDS]\n".utf8))
    exit(64)
}
InstrumentationSystem.bootstrap(LineTracer(path: arguments[3]))

let effects = try Effects(path: arguments[2])
var queueOptions = JobQueue.Options()
queueOptions.logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }
let queue = JobQueue(broker: try SQLiteBroker(path: arguments[1]), options: queueOptions)

var options = Worker.Options()
options.concurrency = 20
options.lease = .milliseconds(arguments.count > 4 ? Int(arguments[4]) ?? 1_000 : 1_000)
options.rescueInterval = options.lease / 4
let worker = EffectJob.$effects.withValue(effects) { Worker(queue, jobs: [EffectJob.self], options: options) }

let group = ServiceGroup(
    services: [worker],
    gracefulShutdownSignals: [.sigterm],
    logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
)
try await EffectJob.$effects.withValue(effects) { try await group.run() }

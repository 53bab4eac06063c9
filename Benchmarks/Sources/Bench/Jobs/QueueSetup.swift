import ArgumentParser
import Throughline
import ThroughlineJobs

#if PostgreSQL
import ThroughlineJobsPostgres
#endif

/// The queue that is measured: on PostgreSQL where its database is a URL; else on SQLite with a write-ahead log and `synchronous=FULL`, with acknowledgement, leases, and the
/// trace in each row.
struct QueueSetup: ParsableArguments {
    @Option(help: "The database: a file, or a postgres:// URL.") var file: String
    @Option(help: "The file of the jobs' start times.") var starts: String
    @Option var jobs: Int
    @Flag(help: "Sign with a key, and record every span; else there is a checksum, and the trace is not sampled.")
    var full = false

    /// Starts what the process needs around the queue.
    func bootstrap() throws -> Telemetry { try Telemetry.quiet(isSampled: full) }

    func makeQueue() throws -> JobQueue {
        var options = JobQueue.Options()
        if full { options.payloads = .signed(try PayloadKeys([PayloadKey(name: "bench", secret: Array(0..<32))])) }
        #if PostgreSQL
        if file.hasPrefix("postgres://") { return JobQueue(broker: try PostgresBroker(url: file), options: options) }
        #endif
        // Work that another process brings is looked for as often as in the others' settings.
        return JobQueue(broker: try SQLiteBroker(path: file, pollInterval: .milliseconds(2)), options: options)
    }

    func makeWorker(_ queue: JobQueue) throws -> Worker {
        let starts = try StartTimes(starts)
        Touch.starts.withLock { $0 = starts }
        var options = Worker.Options()
        options.concurrency = 500
        return Worker(queue, jobs: [Touch.self], options: options)
    }
}

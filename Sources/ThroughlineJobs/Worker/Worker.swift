public import ServiceLifecycle

/// Runs the jobs of a queue, as a service.
///
/// ```swift
/// let worker = Worker(queue, jobs: [SendReceipt.self, ChargeCard.self])
/// try await ServiceGroup(services: [telemetry, worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// There may be any number of workers, in any number of processes. A worker holds what it runs by a lease, which it extends
/// for as long as it lives; when it dies, the lease runs out, and another worker runs the job again. On a graceful shutdown
/// it claims nothing more, lets the jobs end that it runs, and interrupts those that are not done in time; these are run
/// again elsewhere, and the attempt does not count.
public struct Worker: Service {
    public let queue: JobQueue
    public let options: Options
    let runners: [JobRunner]

    /// - Parameters:
    ///   - queue: Where the jobs are.
    ///   - jobs: The job types that it runs. A job of another type becomes a dead letter.
    public init(_ queue: JobQueue, jobs: [any Job.Type], options: Options = Options()) {
        self.init(queue, runners: jobs.map { JobRunner($0) }, options: options)
    }

    package init(_ queue: JobQueue, runners: [JobRunner], options: Options) {
        self.queue = queue
        self.runners = runners
        self.options = options
    }

    /// Works until a graceful shutdown, or until the task is cancelled.
    ///
    /// - Throws: ``WorkerError`` where it cannot begin. What goes wrong later is logged, and tried again.
    public func run() async throws {
        try await Workshop(self).run()
    }
}

extension Worker {
    public struct Options: Sendable {
        /// The worker's name; it must be unique. By default it is made of the host's name, the process id and chance.
        public var name: String = WorkerName.make()
        /// Which queues it serves; `nil` for the default queue alone.
        public var queues: [Queue]?
        /// How many jobs it runs at once. What it claims, it runs at once too: nothing waits inside a worker.
        public var concurrency = 16
        /// After how long without a sign of life another worker takes a job over. A sign is given three times as often.
        public var lease: Duration = .seconds(15)
        /// How long a shutdown waits for the jobs that run, before it cancels them, and how long for outcomes to be recorded, where
        /// the broker fails.
        public var drainTimeout: Duration = .seconds(30)
        /// How long a job that is cancelled may take to end. One that takes longer is not waited for: its attempt is over, and its
        /// place in the worker stays taken until it ends.
        public var cancellationTimeout: Duration = .seconds(5)
        /// How long a hook is waited for.
        public var hookTimeout: Duration = .seconds(10)
        /// How often the worker looks for work where nothing tells it of any: a safety net.
        public var pollInterval: Duration = .seconds(5)
        /// How often jobs of its queues are rescued whose worker died.
        public var rescueInterval: Duration = .seconds(5)
        /// How often jobs are deleted whose time to be kept is over.
        public var purgeInterval: Duration = .seconds(60)
        /// After how long dead letters of its queues are deleted; `nil` for never.
        public var deadLetterRetention: Duration?
        /// How often the worker looks whether a schedule is due.
        public var scheduleInterval: Duration = .milliseconds(500)
        /// How often the worker says to the broker what it does, for ``Broker/workers()`` and `throughline jobs monitor`.
        public var reportInterval: Duration = .seconds(5)
        /// How often the depth and the age of the queues are measured.
        public var measurementInterval: Duration = .seconds(15)
        /// Whether it fires the schedules of its queue's broker.
        package var firesSchedules = true
        /// What its reports say beside the rest (``WorkerReport/details``).
        package var reportDetails: (@Sendable () -> [UInt8]?)?

        public init() {}
    }

    /// A queue that a worker serves.
    public struct Queue: Hashable, Sendable {
        public var name: String
        /// Its share of the worker's claims, beside the other queues', where there is more work than the worker can do.
        public var weight: Int
        /// How many of its jobs this worker runs at once; `nil` for as many as there is room for.
        public var limit: Int?
        /// How its attempts' spans belong to what enqueued the jobs.
        public var trace: TraceRelation

        public init(_ name: String, weight: Int = 1, limit: Int? = nil, trace: TraceRelation = .parent) {
            self.name = name
            self.weight = weight
            self.limit = limit
            self.trace = trace
        }
    }
}

/// Why a worker cannot begin.
public enum WorkerError: Error, Hashable {
    /// Two job types have the same name.
    case duplicateJobName(String)
    /// It would serve no queue.
    case noQueues
    /// A queue is named twice.
    case duplicateQueue(String)
    /// The lease is over when it begins.
    case noLease
}

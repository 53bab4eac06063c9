// Background jobs. OpenTelemetry has no convention for what messaging does not know of them; these are this project's own.

extension AttributeKey where Value == String {
    /// The job type's registered name.
    @inlinable public static var throughlineJobType: Self { "throughline.job.type" }
    /// What this one job is called, where it was given a name of its own.
    @inlinable public static var throughlineJobName: Self { "throughline.job.name" }
    /// The group that the job belongs to.
    @inlinable public static var throughlineJobGroup: Self { "throughline.job.group" }
    /// The worker that runs the job.
    @inlinable public static var throughlineJobWorker: Self { "throughline.job.worker" }
    /// The type of the job that runs with the outcome.
    @inlinable public static var throughlineJobHook: Self { "throughline.job.hook" }
    /// The kind of broker, such as `sqlite`.
    @inlinable public static var throughlineJobBroker: Self { "throughline.job.broker" }
    /// How the attempt ended: `success` or `error`.
    @inlinable public static var throughlineJobState: Self { "throughline.job.state" }
}

extension AttributeKey where Value == Bool {
    /// Present, and true, where the job runs inside the call that enqueues it.
    @inlinable public static var throughlineJobSync: Self { "throughline.job.sync" }
    /// Present, and true, where the job's result counts for equal jobs.
    @inlinable public static var throughlineJobCached: Self { "throughline.job.cached" }
    /// Present, and true, where nothing was enqueued, because an equal job was there before. The message's id is that one's.
    @inlinable public static var throughlineJobDuplicate: Self { "throughline.job.duplicate" }
    /// Present, and true, where the first failure ends the job.
    @inlinable public static var throughlineJobAckFailure: Self { "throughline.job.ack_failure" }
}

extension AttributeKey where Value == Int {
    /// The attempt, from 1. Those that a worker died in count.
    @inlinable public static var throughlineJobAttempt: Self { "throughline.job.attempt" }
    /// How many jobs an iteration has.
    @inlinable public static var throughlineJobIterationCount: Self { "throughline.job.iteration.count" }
    /// How many links the job's chain has in all.
    @inlinable public static var throughlineJobChainLength: Self { "throughline.job.chain.length" }
    /// Which link of its chain the job is, from 1.
    @inlinable public static var throughlineJobChainPosition: Self { "throughline.job.chain.position" }
}

extension AttributeKey where Value == Double {
    /// How long an attempt may take, in seconds.
    @inlinable public static var throughlineJobTimeout: Self { "throughline.job.timeout" }
}

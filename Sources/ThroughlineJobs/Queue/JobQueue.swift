import Foundation
public import Logging
import Synchronization

/// Where jobs are enqueued.
///
/// ```swift
/// let queue = JobQueue(broker: try SQLiteBroker(path: "shop.sqlite"))
/// try await queue.enqueue(SendReceipt(order: 1))
/// ```
///
/// What is enqueued is durable when the call returns. The span `send <job>` is around it, and whatever the job does, in
/// whichever process and at whichever attempt, belongs to the same trace.
public struct JobQueue: Sendable {
    /// Where the jobs wait.
    public let broker: any Broker
    public let options: Options

    let envelope: Envelope

    /// How jobs are stored.
    public struct Options: Sendable {
        /// What jobs are signed with. Without keys they have a checksum, which tells damage from what was written, but not
        /// forgery: whoever can write to the broker can then have any registered job run with any arguments.
        public var keys: PayloadKeys?
        /// Whether payloads are encrypted (AES-GCM), with the first of the keys. What kind of job it is, its name, its group and
        /// its trace stay in the open.
        public var encryptsPayloads = false
        /// The queue of jobs that do not say which.
        public var defaultQueue = "default"
        /// Whether jobs are run inside the call that enqueues them, for tests and scripts: one attempt, whose error the call
        /// throws. Nothing is stored, and delays, schedules, groups and hooks' jobs have no effect.
        public var isSync = false
        /// What jobs work with, and find by its type: ``JobContext/dependency(_:)``.
        public var dependencies = JobDependencies()
        /// What the application wants to be told of.
        public var hooks = JobHooks()
        public var logger = Logger(label: "throughline.jobs")

        public init() {}
    }

    public init(broker: any Broker, options: Options = Options()) {
        self.broker = broker
        self.options = options
        envelope = Envelope(keys: options.keys, isEncrypting: options.encryptsPayloads)
    }

    /// Enqueues a job.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - options: What differs from the job type's own options.
    /// - Returns: The job's id, or that of the job which it would have duplicated.
    /// - Throws: `EncodingError`, or what the broker throws. Nothing was enqueued then, unless the broker cannot know.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, options: JobOptions = JobOptions()) async throws -> JobHandle<J> {
        JobHandle(try await publish([Draft(job, options, in: self)], as: .single)[0])
    }

    /// Enqueues several jobs of a type, all of them or none, in one span.
    ///
    /// - Returns: For each its id, in the jobs' order.
    @discardableResult
    public func enqueue<J: Job>(
        _ jobs: some Collection<J>,
        options: JobOptions = JobOptions()
    ) async throws -> [JobHandle<J>] {
        guard !jobs.isEmpty else { return [] }
        return try await publish(jobs.map { try Draft($0, options, in: self) }, as: .batch).map { JobHandle($0) }
    }

    func publish(_ drafts: [Draft], as form: Publication.Form) async throws -> [EnqueueOutcome] {
        if options.isSync { return try await runNow(drafts) }
        let publication = try Publication(drafts, as: form, to: self)
        do {
            let outcomes = try await broker.enqueue(publication.entries)
            publication.end()
            return outcomes
        } catch {
            publication.end(error: error)
            throw error
        }
    }
}

/// A job that was enqueued.
public struct JobHandle<J: Job>: Hashable, Sendable {
    /// The job's id.
    public let id: JobID
    /// Whether it is another job's, which was enqueued before and keeps this one from being needed.
    public let isDuplicate: Bool

    init(_ outcome: EnqueueOutcome) {
        id = outcome.id
        if case .duplicate = outcome { isDuplicate = true } else { isDuplicate = false }
    }
}

import Foundation
public import Logging

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
    let vocabulary: any JobVocabulary
    /// What became of jobs that ran inside the call that enqueued them.
    let syncJobs = SyncJobs()

    /// How jobs are stored.
    public struct Options: Sendable {
        /// Whether stored jobs are signed, and encrypted.
        public var payloads = PayloadProtection.open
        /// Whether larger payloads are compressed (gzip). They are understood in either case.
        public var compressesPayloads = false
        /// The queue of jobs that do not say which.
        public var defaultQueue = "default"
        /// Whether jobs are run inside the call that enqueues them, for tests and scripts: one attempt, whose error the call
        /// throws. The broker gets nothing. Results, groups, chains, hooks and timeouts are as with a worker; delays, schedules
        /// and ``JobOptions/unique`` have no effect, and a database's transaction cannot be enqueued in.
        public var isSync = false
        /// What jobs work with, and find by its type: ``JobContext/dependency(_:)``.
        public var dependencies = JobDependencies()
        /// What the application wants to be told of.
        public var hooks = JobHooks()
        public var logger = Logger(label: "throughline.jobs")

        public init() {}
    }

    public init(broker: any Broker, options: Options = Options()) {
        self.init(broker: broker, options: options, vocabulary: MessagingVocabulary())
    }

    /// - Parameter vocabulary: How its jobs' spans and metrics are told.
    package init(broker: any Broker, options: Options, vocabulary: any JobVocabulary) {
        self.vocabulary = vocabulary
        self.broker = broker
        self.options = options
        envelope = Envelope(protection: options.payloads, isCompressing: options.compressesPayloads)
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
            publication.end(outcomes)
            return outcomes
        } catch {
            publication.end(error: error)
            throw error
        }
    }
}

// Where what is known of jobs is to be found.
extension JobQueue {
    func job(_ id: JobID) async throws -> StoredJob? {
        options.isSync ? syncJobs.job(id) : try await broker.entry(id)
    }

    func jobs(_ filter: EntryFilter) async throws -> [StoredJob] {
        options.isSync ? syncJobs.jobs(filter) : try await broker.entries(filter)
    }

    func counts(_ filter: EntryFilter) async throws -> [JobState: Int] {
        if options.isSync { return syncJobs.jobs(filter).reduce(into: [:]) { $0[$1.state, default: 0] += 1 } }
        return try await broker.counts(filter)
    }
}

extension JobQueue {
    /// A stored job as its worker would get it.
    ///
    /// - Throws: ``MessageError``.
    package func decode<J: Job>(_ type: J.Type, from stored: StoredJob) throws -> J {
        let message = try envelope.open(stored.message, of: stored.id)
        do {
            guard let job = try PayloadCoding.decode(type, from: message) as? J else { throw MessageError.malformed }
            return job
        } catch let error as MessageError {
            throw error
        } catch {
            throw MessageError.undecodable(error)
        }
    }
}

public import Foundation

/// Where jobs wait, durably: it knows bytes, times, leases and counts, and nothing of what a job is.
///
/// A job that is claimed belongs to its claimant for the length of a lease, which is extended for as long as the work goes
/// on. A lease that runs out frees the job for another attempt. Each claim has a number of its own, so that whoever has lost
/// a lease, and does not know it yet, can settle nothing.
///
/// Every method either takes effect as a whole, durably, or throws and has none; ``enqueue(_:)`` has its effect when it
/// returns. All of them may be called from anywhere at any time. What an implementation must hold to is written down as tests,
/// which run on every broker: `Tests/ThroughlineJobsTests/Conformance`.
public protocol Broker: Sendable {
    /// The kind of broker, of low cardinality: `sqlite`.
    var kind: String { get }

    /// What time it is for this broker's delays.
    var now: Date { get }

    /// Stores jobs, all of them or none.
    ///
    /// - Returns: For each its id, or that of the job which it would have duplicated (``BrokerEntry/uniqueKey``), or is in conflict
    ///   with (``BrokerEntry/uniqueDigest``).
    func enqueue(_ entries: [BrokerEntry]) async throws -> [EnqueueOutcome]

    /// Takes jobs that are due, for a while, which begins when the claim is recorded. Each claim counts as an attempt.
    ///
    /// Of the jobs with one ``BrokerEntry/orderingKey`` that have not ended, the one that was enqueued first is taken; the others
    /// are blocked until it has ended, whichever way.
    func claim(_ request: ClaimRequest) async throws -> [ClaimedEntry]

    /// Says how claimed jobs ended.
    ///
    /// - Returns: For each what came of it.
    func settle(_ settlements: [Settlement]) async throws -> [SettlementResult]

    /// Prolongs leases: each ends `lease` from when that is recorded.
    func extend(_ claims: [ClaimID], lease: Duration) async throws -> [LeaseState]

    /// Takes over the jobs whose leases have run out, so that the caller can say how these attempts ended. They do not run, and
    /// no attempt is counted. A caller that dies over it loses them in its turn.
    func rescue(_ request: RescueRequest) async throws -> [RescuedEntry]

    /// When the next job, of those that are not due yet, will be.
    func nextStart(in queues: [String]) async throws -> Date?

    /// A number that changes whenever there may be new work. To be read before claiming, and handed to
    /// ``waitForWork(since:timeout:)`` when there was nothing to claim, so that nothing falls in between.
    func workNumber() -> UInt64

    /// Returns when the number is not `number` any more, when time is over, or when the task is cancelled.
    func waitForWork(since number: UInt64, timeout: Duration) async

    /// Deletes jobs that have ended and whose time to be kept is over.
    ///
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - deadLetterAge: How old dead letters may be; `nil` for any age.
    ///   - queues: The queues whose dead letters are meant; `nil` for all.
    /// - Returns: How many there were.
    func purge(limit: Int, deadLetterAge: Duration?, queues: [String]?) async throws -> Int

    /// Counts, by queue.
    func statistics() async throws -> [QueueStatistics]

    /// Keeps workers from claiming jobs of a queue, all of them on all machines, or lets them again.
    func setPaused(_ isPaused: Bool, queue: String) async throws

    /// Says that a queue is to get no new work, or that it is again.
    ///
    /// It is a flag for those who feed the queue, on all machines: they look at it. Nobody is kept from enqueuing.
    func setClosed(_ isClosed: Bool, queue: String) async throws

    /// Whether a queue is to get no new work.
    func isClosed(_ queue: String) async throws -> Bool

    /// How many jobs of a queue may run at once, on all machines together; `nil` for any number.
    func setLimit(_ limit: Int?, queue: String) async throws

    /// A job as it stands; `nil` where there is none of that id.
    func entry(_ id: JobID) async throws -> StoredJob?

    /// Jobs as they stand, in the order in which they were enqueued.
    func entries(_ filter: EntryFilter) async throws -> [StoredJob]

    /// How many jobs there are, by state.
    func counts(_ filter: EntryFilter) async throws -> [JobState: Int]

    /// Ends jobs that have not ended. Who runs one is told so at the next ``extend(_:lease:)``; it is not run again, and nothing
    /// comes after it, whatever its attempt comes to (``SettlementResult/cancelling``).
    ///
    /// - Returns: For each whether there was something to cancel.
    func cancel(_ ids: [JobID]) async throws -> [Bool]

    /// Makes dead letters, and other jobs that have ended badly, or wait for their time, due now, with all their attempts. One that
    /// has an ordering key is the next of that key, when no other one is under way.
    ///
    /// - Returns: For each whether that was so. It is not where another job has taken its unique key meanwhile.
    func requeue(_ ids: [JobID]) async throws -> [Bool]

    /// Deletes jobs that are not running.
    ///
    /// - Returns: For each whether that was so.
    func delete(_ ids: [JobID]) async throws -> [Bool]

    /// Keeps what a worker says of itself, in the place of what it said before, for a day.
    func report(_ worker: WorkerReport) async throws

    /// What workers have said of themselves, by their names.
    func workers() async throws -> [WorkerReport]

    /// Whether this process is to look after the schedules: where there are many, a broker may leave it to one of them. Several
    /// may do it all the same, and fire nothing twice.
    func firesSchedules() async throws -> Bool

    /// Stores a schedule, in the place of one with the same name.
    func setSchedule(_ schedule: StoredSchedule) async throws

    /// All schedules, by their names.
    func schedules() async throws -> [StoredSchedule]

    /// - Returns: Whether there was one.
    func removeSchedule(_ name: String) async throws -> Bool

    /// Enqueues what a schedule is for, and says when it is next for something. Of several that fire it for the same time,
    /// one does.
    ///
    /// - Parameters:
    ///   - schedule: The schedule as it is to be from now on.
    ///   - time: The time it is fired for.
    /// - Returns: What became of the jobs; `nil` where it was not fired, because somebody else has done it, or it was changed or
    ///   removed.
    func fire(_ schedule: StoredSchedule, for time: Date, entries: [BrokerEntry]) async throws -> [EnqueueOutcome]?
}

extension Broker {
    public func firesSchedules() async throws -> Bool { true }

    /// Deletes jobs that have ended and whose time to be kept is over. Dead letters stay.
    public func purge(limit: Int) async throws -> Int {
        try await purge(limit: limit, deadLetterAge: nil, queues: nil)
    }
}

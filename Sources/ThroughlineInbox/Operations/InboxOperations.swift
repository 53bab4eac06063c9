public import ThroughlineJobs

/// What people do with an inbox: look at it, pause it, and see to what has failed.
///
/// ```swift
/// try await inbox.operations.pauseReceiving("events")
/// for entry in try await inbox.operations.errors(.route("events")) { print(entry.error ?? "-", entry.payload ?? "-") }
/// try await inbox.operations.retryAll(.route("events"))
/// ```
///
/// It works on the broker, so it holds for all processes, and needs to know no routes: another process, such as the command line,
/// makes one with ``init(broker:)``.
public struct InboxOperations: Sendable {
    let broker: any Broker
    /// What this process knows by itself.
    let own: Own?

    struct Own: Sendable {
        let timings: Timings
        let gates: [String: ReceivingGate]
        let worker: String

        init(_ timings: Timings, _ gates: [String: ReceivingGate], _ worker: String) {
            self.timings = timings
            self.gates = gates
            self.worker = worker
        }
    }

    public init(broker: any Broker) {
        self.init(broker: broker, own: nil)
    }

    init(broker: any Broker, own: Own?) {
        self.broker = broker
        self.own = own
    }

    // MARK: Pausing

    /// Has requests for a route answered with 503, on all machines, within a second.
    public func pauseReceiving(_ route: String) async throws { try await setReceiving(false, route) }

    /// Lets a route accept requests again.
    public func resumeReceiving(_ route: String) async throws { try await setReceiving(true, route) }

    private func setReceiving(_ receives: Bool, _ route: String) async throws {
        try await broker.setClosed(!receives, queue: InboxQueue.route(route).description)
        own?.gates[route]?.forget()
    }

    /// Keeps all workers from processing entries, or delivering messages. Those under way are ended.
    public func pauseProcessing(_ queue: InboxQueue) async throws {
        try await broker.setPaused(true, queue: queue.description)
    }

    /// Lets workers go on.
    public func resumeProcessing(_ queue: InboxQueue) async throws {
        try await broker.setPaused(false, queue: queue.description)
    }

    // MARK: Looking

    /// The routes and senders that the broker knows of, and those of this process.
    public func statistics() async throws -> [InboxStatistics] {
        var sketches = own?.timings.all ?? [:]
        for report in try await broker.workers() where report.name != own?.worker {
            for (queue, sketch) in Timings.decoded(report) { sketches[queue, default: DurationSketch()].merge(sketch) }
        }
        var queues: [InboxQueue: QueueStatistics] = [:]
        for statistics in try await broker.statistics() {
            if let queue = InboxQueue(statistics.queue) { queues[queue] = statistics }
        }
        return Set(queues.keys).union(sketches.keys).sorted { $0.description < $1.description }.map { queue in
            let figures = queues[queue] ?? QueueStatistics(queue: queue.description)
            return InboxStatistics(
                queue: queue,
                waiting: figures.ready + figures.scheduled,
                blocked: figures.blocked,
                processing: figures.running,
                errors: figures.dead,
                succeeded: figures.succeeded,
                failed: figures.failed,
                oldestDue: figures.oldestDue,
                isReceivingPaused: figures.isClosed,
                isProcessingPaused: figures.isPaused,
                attempts: InboxStatistics.Attempts(sketches[queue] ?? DurationSketch())
            )
        }
    }

    /// Entries that wait or are processed, in the order in which they were stored.
    ///
    /// - Parameters:
    ///   - states: Which of them.
    ///   - position: Those after this place: the ``InboxEntry/position`` of the last one of a page.
    public func entries(
        _ queue: InboxQueue,
        states: Set<InboxEntry.State> = [.ready, .scheduled, .blocked, .processing],
        after position: Int64? = nil,
        limit: Int = 100
    ) async throws -> [InboxEntry] {
        let filter = EntryFilter(
            queue: queue.description,
            states: Set(states.map(\.jobState)),
            after: position,
            limit: limit
        )
        return try await broker.entries(filter).compactMap { InboxEntry($0) }
    }

    /// The error queue, in the order in which the entries were stored.
    public func errors(_ queue: InboxQueue, after position: Int64? = nil, limit: Int = 100) async throws -> [InboxEntry]
    {
        try await entries(queue, states: [.failed], after: position, limit: limit)
    }

    /// An entry as it stands; `nil` where there is none, or it has succeeded.
    public func entry(_ id: JobID) async throws -> InboxEntry? {
        try await broker.entry(id).flatMap { InboxEntry($0) }
    }

    // MARK: What has failed, and what waits

    /// Has an entry tried again now, which is in the error queue, with all its attempts, or waits for its next one.
    ///
    /// - Returns: Whether that was so.
    @discardableResult
    public func retry(_ id: JobID) async throws -> Bool {
        guard try await entry(id) != nil else { return false }
        return try await broker.requeue([id]).first ?? false
    }

    /// Has all of an error queue tried again, those that are in it now.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func retryAll(_ queue: InboxQueue) async throws -> Int {
        try await forEach(queue, [.failed]) { try await broker.requeue($0) }
    }

    /// Deletes an entry that is not being processed. Its idempotency key is free again.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func drop(_ id: JobID) async throws -> Bool {
        guard try await entry(id) != nil else { return false }
        return try await broker.delete([id]).first ?? false
    }

    /// Deletes all that is in an error queue.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func clearErrors(_ queue: InboxQueue) async throws -> Int {
        try await forEach(queue, [.failed]) { try await broker.delete($0) }
    }

    /// Deletes all that waits, and is not being processed. What was promised to clients is not done then.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func clearEntries(_ queue: InboxQueue) async throws -> Int {
        let count = try await forEach(queue, [.ready, .scheduled, .blocked]) { try await broker.delete($0) }
        own?.gates[queue.name]?.forget()
        return count
    }

    private func forEach(
        _ queue: InboxQueue,
        _ states: Set<InboxEntry.State>,
        _ body: ([JobID]) async throws -> [Bool]
    ) async throws -> Int {
        var count = 0
        var last: Int64?
        while true {
            let page = try await entries(queue, states: states, after: last, limit: 500)
            guard let end = page.last else { return count }
            last = end.position
            count += try await body(page.map(\.id)).count { $0 }
        }
    }
}

public import ServiceLifecycle
public import ThroughlineJobs

/// Endpoints that accept a request at once, and process it durably later.
///
/// ```swift
/// struct Visit: Codable, Sendable {
///     let key: String
///     let kind: String
/// }
///
/// let inbox = try Inbox(
///     broker: SQLiteBroker(path: "shop.sqlite"),
///     routes: [
///         BufferedRoute("events", Visit.self, order: .key { $0.key }, retries: 5) { visit, context in
///             try await context.dependency(ShopDatabase.self).record(visit)
///             try await context.inbox.send(News(of: visit), by: "partner")
///         }
///     ],
///     senders: [BufferedSender("partner", News.self, to: "https://partner.example/news", client: client)]
/// )
///
/// inbox.install(on: router)
/// let group = ServiceGroup(services: [telemetry, inbox, server], …)
/// ```
///
/// A request that was answered with 202 is on the disk: it is processed, again and again where that fails, until it has
/// succeeded or is in the error queue, whatever becomes of the process. It is processed **at least once**: let the handler be
/// harmless when it runs twice; ``InboxContext/id`` is the same then.
///
/// As a service it processes what was received, and delivers what was sent. A process that only receives leaves it out of its
/// service group; one that only processes has no router. All of them may share the broker, also with a ``JobQueue``: an inbox's
/// queues have names of their own, `inbox:events` and `outbox:partner`.
public struct Inbox: Service {
    public let broker: any Broker
    public let routes: [BufferedRoute]
    public let senders: [BufferedSender]
    public let options: Options
    /// Looking at entries, running them again, pausing: what the management routes and the command line do.
    public let operations: InboxOperations

    let queue: JobQueue
    /// By the routes' names.
    let gates: [String: ReceivingGate]

    /// - Throws: ``InboxError`` where names are not what they have to be.
    public init(
        broker: any Broker,
        routes: [BufferedRoute],
        senders: [BufferedSender] = [],
        options: Options = Options()
    ) throws {
        let queues = routes.map { InboxQueue.route($0.name) } + senders.map { InboxQueue.sender($0.name) }
        var seen: Set<InboxQueue> = []
        for queue in queues {
            guard InboxQueue(queue.description) == queue else { throw InboxError.badName(queue.name) }
            guard seen.insert(queue).inserted else { throw InboxError.duplicateName(queue.name) }
        }
        self.broker = broker
        self.routes = routes
        self.senders = senders
        self.options = options

        let terms = routes.map(\.term) + senders.map(\.term)
        let timings = Timings(queues)
        var jobs = JobQueue.Options()
        jobs.payloads = options.payloads
        jobs.compressesPayloads = options.compressesPayloads
        jobs.logger = options.logger
        queue = JobQueue(broker: broker, options: jobs, vocabulary: InboxVocabulary(terms, timings))
        let gates = routes.map { route in
            let queue = InboxQueue.route(route.name).description
            return (route.name, ReceivingGate(queue, of: broker, capacity: route.capacity ?? options.capacity))
        }
        self.gates = Dictionary(uniqueKeysWithValues: gates)
        operations = InboxOperations(broker: broker, own: InboxOperations.Own(timings, self.gates, options.worker.name))
    }

    /// Processes and delivers until a graceful shutdown, or until the task is cancelled.
    ///
    /// - Throws: ``WorkerError`` where it cannot begin. What goes wrong later is logged, and tried again.
    public func run() async throws {
        var worker = options.worker
        worker.queues =
            routes.map { Worker.Queue(InboxQueue.route($0.name).description, limit: $0.concurrency) }
            + senders.map { Worker.Queue(InboxQueue.sender($0.name).description, limit: $0.concurrency) }
        // Each step has its own time.
        worker.hookTimeout = options.middlewareTimeout * (options.middleware.count + 1)
        worker.firesSchedules = false
        worker.reportDetails = { [operations] in operations.own?.timings.encoded() }
        let runners = routes.map { $0.runner(self) } + senders.map { $0.runner(self) }
        try await Worker(queue, runners: runners, options: worker).run()
    }
}

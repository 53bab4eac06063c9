import Foundation

/// A job that is to be enqueued, before it has a trace.
package struct Draft: Sendable {
    var message: Message
    var options: JobOptions
    /// Runs the job, for a queue that does so at once.
    var run: @Sendable (JobContext) async throws -> [UInt8]? = { _ in nil }
    /// The chain's next link, for the same.
    var next: (@Sendable () -> Draft)?
    /// The schedule that enqueues it, where it must not overlap itself.
    var exclusiveSchedule: String?
    /// What a job with the same unique key has to be equal in.
    var uniqueDigest: [UInt8]?

    init<J: Job>(_ job: J, _ options: JobOptions, in queue: JobQueue) throws {
        let options = options.over(J.options)
        let payload = try PayloadCoding.encode(job)
        var header = Message.Header(id: JobID(), type: J.name, queue: options.queue ?? queue.options.defaultQueue)
        header.name = options.name
        header.group = options.group
        header.timeout = options.timeout.map { .microseconds(max(1, $0.wholeMicroseconds)) }
        header.retry = options.retry ?? .standard
        header.ackFailure = options.ackFailure ?? false
        header.isCached = options.cached != nil
        header.orderingKey = options.orderingKey
        if let hook = options.hook {
            header.hook = hook.name
            header.hookQueue = hook.options.queue ?? queue.options.defaultQueue
        }
        self.options = options
        message = Message(header: header, payload: payload)
        if let cached = options.cached {
            self.options.keep = max(cached, options.keep ?? .zero)
            self.options.unique = options.unique ?? .arguments()
        }
        keep(by: options.group == nil ? nil : Self.keepInGroup)
        run = { context in try await perform(job, context, keepsResult: true) }
    }

    /// For how long jobs are kept that belong together, and that somebody will ask for.
    static let keepInGroup = Duration.seconds(86_400)

    /// Says for how long the job is kept, where its options do not.
    mutating func keep(by fallback: Duration?) {
        options.keep = options.keep ?? fallback
        message.header.keepsResult = options.keep != nil
    }

    func entry(_ envelope: Envelope, at now: Date) throws -> BrokerEntry {
        let start = options.start?.date(from: now)
        var message = message
        if let start { message.header.intended = Timestamp(start).microseconds }
        return BrokerEntry(
            id: message.header.id,
            queue: message.header.queue,
            priority: options.priority ?? 0,
            start: start,
            attemptLimit: max(1, header.retry.limit),
            group: header.group,
            uniqueKey: uniqueKey,
            uniqueDigest: uniqueDigest,
            uniqueWindow: options.unique?.window,
            keepsKey: header.isCached,
            keep: options.keep,
            orderingKey: header.orderingKey,
            message: try envelope.seal(message)
        )
    }

    private var header: Message.Header { message.header }

    var uniqueKey: String? {
        if let exclusiveSchedule { return UniqueKey.schedule(exclusiveSchedule) }
        guard let unique = options.unique else { return nil }
        return unique.key.map { UniqueKey.key($0, of: header.type) }
            ?? UniqueKey.arguments(message.payload, of: header.type)
    }
}

extension JobStart {
    func date(from now: Date) -> Date? {
        switch self {
        case .now: nil
        case .after(let duration): now.advanced(by: duration)
        case .at(let date): date
        }
    }
}

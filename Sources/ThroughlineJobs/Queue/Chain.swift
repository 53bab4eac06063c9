/// Jobs that run one after the other, each when the one before it has succeeded.
///
/// ```swift
/// try await queue.enqueue(
///     Chain(Reserve(order: 1))
///         .then(Charge(order: 1), options: JobOptions(retry: .exponential(limit: 5)))
///         .then(SendReceipt(order: 1))
/// )
/// ```
///
/// The next link is enqueued in the same moment in which a link's success is recorded: a link that fails for good stops the
/// chain, and one that is run again because its worker died never enqueues the rest twice. All of it is one trace.
public struct Chain: Sendable {
    private var links: [@Sendable (JobQueue) throws -> Draft]

    /// - Parameter options: What differs from the job type's own options. ``JobOptions/unique`` holds for this link alone, until it
    ///   has ended, and ``JobOptions/group`` for all of them.
    public init<J: Job>(_ first: J, options: JobOptions = JobOptions()) {
        links = [{ try Draft(first, options, in: $0) }]
    }

    /// The chain with one more link at its end. ``JobOptions/unique``, ``JobOptions/cached`` and a group of its own have no
    /// effect on it; its ``JobOptions/start`` counts from when the link before it has succeeded.
    public func then<J: Job>(_ job: J, options: JobOptions = JobOptions()) -> Chain {
        var chain = self
        chain.links.append { try Draft(job, options, in: $0) }
        return chain
    }

    /// The first link, which carries the others.
    func draft(for queue: JobQueue) throws -> Draft {
        var drafts = try links.map { try $0(queue) }
        // What a chain's jobs are found by.
        let group = drafts[0].options.group ?? JobID().description
        for index in drafts.indices {
            drafts[index].keep(by: Draft.keepInGroup)
            drafts[index].message.header.group = group
            drafts[index].message.header.chainLength = drafts.count
            drafts[index].message.header.chainPosition = index + 1
            if index > 0 { drafts[index].message.header.isCached = false }
        }
        drafts[0].message.rest = drafts.dropFirst().map { draft in
            ChainLink(
                header: draft.message.header,
                payload: draft.message.payload,
                priority: draft.options.priority ?? 0,
                keep: draft.options.keep,
                start: draft.options.start
            )
        }
        for index in drafts.indices.dropLast().reversed() {
            let next = drafts[index + 1]
            drafts[index].next = { next }
        }
        return drafts[0]
    }
}

extension JobQueue {
    /// Enqueues a chain.
    @discardableResult
    public func enqueue(_ chain: Chain) async throws -> ChainHandle {
        let draft = try chain.draft(for: self)
        return ChainHandle(try await publish([draft], as: .single)[0], draft)
    }
}

extension Draft {
    /// A link whose time has come.
    init(_ link: ChainLink, rest: [ChainLink]) {
        message = Message(header: link.header, payload: link.payload, rest: rest)
        options = JobOptions(priority: link.priority, start: link.start, keep: link.keep)
    }
}

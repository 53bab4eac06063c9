/// A chain that was enqueued.
public struct ChainHandle: Hashable, Sendable, Codable {
    /// The links' ids, in their order: a link is stored when the one before it has succeeded. Of a duplicate, the id of the job
    /// that the first link would have duplicated, alone.
    public let links: [JobID]
    /// The group that the links belong to; `nil` for a duplicate.
    public let group: String?
    /// Whether nothing was enqueued, because the first link was not unique.
    public let isDuplicate: Bool

    init(_ outcome: EnqueueOutcome, _ draft: Draft) {
        isDuplicate = outcome.isDuplicate
        links = isDuplicate ? [outcome.id] : [draft.message.header.id] + draft.message.rest.map(\.header.id)
        group = isDuplicate ? nil : draft.message.header.group
    }
}

extension JobQueue {
    /// Waits until the last link of a chain has succeeded.
    ///
    /// - Parameter timeout: How long to wait; `nil` for as long as it takes.
    /// - Throws: ``JobResultError``, at once when a link has ended badly; `CancellationError`.
    public func wait(for chain: ChainHandle, timeout: Duration? = nil) async throws {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        // A link is stored in the moment in which the one before it has succeeded.
        for link in chain.links { _ = try await success(of: link, until: deadline) }
    }

    /// The links of a chain that were enqueued so far, in their order: the last one is where the chain stands.
    public func links(of chain: ChainHandle) async throws -> [StoredJob] {
        var links: [StoredJob] = []
        for id in chain.links {
            if let link = try await job(id) { links.append(link) }
        }
        return links
    }
}

// For the modules of other brokers: jobs that are enqueued in a transaction of the application's own.

/// How jobs are stored in a transaction that is under way.
package struct TransactionalStore: Sendable {
    var store: @Sendable ([BrokerEntry]) async throws -> [EnqueueOutcome]
    /// Calls back when the transaction has ended, with whether it was committed; at once where that cannot be known.
    var afterTransaction: @Sendable (@escaping @Sendable (_ isCommitted: Bool) -> Void) -> Void

    package init(
        store: @escaping @Sendable ([BrokerEntry]) async throws -> [EnqueueOutcome],
        afterTransaction: @escaping @Sendable (@escaping @Sendable (_ isCommitted: Bool) -> Void) -> Void
    ) {
        self.store = store
        self.afterTransaction = afterTransaction
    }
}

extension JobQueue {
    package func enqueue<J: Job>(_ job: J, options: JobOptions, in store: TransactionalStore) async throws -> JobHandle<
        J
    > {
        JobHandle(try await publish([Draft(job, options, in: self)], as: .single, in: store)[0])
    }

    package func enqueue<J: Job>(
        _ jobs: some Collection<J>,
        options: JobOptions,
        in store: TransactionalStore
    ) async throws -> [JobHandle<J>] {
        guard !jobs.isEmpty else { return [] }
        return try await publish(jobs.map { try Draft($0, options, in: self) }, as: .batch, in: store).map {
            JobHandle($0)
        }
    }

    package func enqueue(_ chain: Chain, in store: TransactionalStore) async throws -> ChainHandle {
        let draft = try chain.draft(for: self)
        return ChainHandle(try await publish([draft], as: .single, in: store)[0], draft)
    }

    package func submit(_ draft: Draft, in store: TransactionalStore) async throws -> EnqueueOutcome {
        try await publish([draft], as: .single, in: store)[0]
    }

    private func publish(
        _ drafts: [Draft],
        as form: Publication.Form,
        in store: TransactionalStore
    ) async throws -> [EnqueueOutcome] {
        guard !options.isSync else { throw TransactionalEnqueueError.queueIsSync }
        let publication = try Publication(drafts, as: form, to: self)
        do {
            let outcomes = try await store.store(publication.entries)
            store.afterTransaction { isCommitted in
                // What is rolled back was never sent.
                if isCommitted { publication.end(outcomes) } else { publication.abandon() }
            }
            return outcomes
        } catch {
            publication.end(error: error)
            throw error
        }
    }
}

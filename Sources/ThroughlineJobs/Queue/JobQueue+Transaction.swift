public import GRDB

extension JobQueue {
    /// Enqueues a job in a transaction of the application's own: the job exists if and when what else the transaction writes
    /// does.
    ///
    /// ```swift
    /// try await database.write { db in
    ///     try order.insert(db)
    ///     try queue.enqueue(SendReceipt(order: order.id), in: db)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - options: What differs from the job type's own options.
    ///   - db: A connection to the file of this queue's ``SQLiteBroker``.
    /// - Throws: ``TransactionalEnqueueError`` where the queue's broker has no such file, or it is another one,
    ///   or the queue runs its jobs at once; `EncodingError`; `DatabaseError`.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, options: JobOptions = JobOptions(), in db: Database) throws -> JobHandle<J> {
        JobHandle(try publish([Draft(job, options, in: self)], as: .single, in: db)[0])
    }

    /// Enqueues several jobs of a type in a transaction of the application's own, in one span.
    @discardableResult
    public func enqueue<J: Job>(
        _ jobs: some Collection<J>,
        options: JobOptions = JobOptions(),
        in db: Database
    ) throws -> [JobHandle<J>] {
        guard !jobs.isEmpty else { return [] }
        return try publish(jobs.map { try Draft($0, options, in: self) }, as: .batch, in: db).map { JobHandle($0) }
    }

    /// Enqueues a chain in a transaction of the application's own.
    @discardableResult
    public func enqueue(_ chain: Chain, in db: Database) throws -> ChainHandle {
        let draft = try chain.draft(for: self)
        return ChainHandle(try publish([draft], as: .single, in: db)[0], draft)
    }

    func publish(_ drafts: [Draft], as form: Publication.Form, in db: Database) throws -> [EnqueueOutcome] {
        guard !options.isSync else { throw TransactionalEnqueueError.queueIsSync }
        guard let broker = broker as? SQLiteBroker else { throw TransactionalEnqueueError.brokerHasNoFile }
        let publication = try Publication(drafts, as: form, to: self)
        do {
            let outcomes = try broker.enqueue(publication.entries, in: db)
            if db.isInsideTransaction {
                // What is rolled back was never sent.
                db.afterNextTransaction(
                    onCommit: { _ in publication.end(outcomes) },
                    onRollback: { _ in publication.abandon() }
                )
            } else {
                publication.end(outcomes)
            }
            return outcomes
        } catch {
            publication.end(error: error)
            throw error
        }
    }
}

/// A job cannot be enqueued in a database's transaction.
public enum TransactionalEnqueueError: Error, Hashable {
    /// The queue's broker does not keep its jobs in an SQLite file.
    case brokerHasNoFile
    /// The transaction is one of a kind of database that the queue's broker does not keep its jobs in.
    case otherBroker
    /// The connection is to another file than the broker's.
    case otherFile
    /// The queue runs its jobs inside the call, which it cannot do inside a transaction (``JobQueue/Options/isSync``).
    case queueIsSync
}

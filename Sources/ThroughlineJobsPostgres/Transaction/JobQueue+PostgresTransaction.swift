import Foundation
public import ThroughlineJobs

extension JobQueue {
    /// Enqueues a job in a transaction of the application's own: the job exists if and when what else the transaction writes does.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - options: What differs from the job type's own options.
    ///   - transaction: A transaction in the database of this queue's ``PostgresBroker``.
    /// - Throws: `TransactionalEnqueueError` where the queue's broker is another kind of broker, or the queue runs its jobs at once;
    ///   `EncodingError`; what the transaction throws.
    @discardableResult
    public func enqueue<J: Job>(
        _ job: J,
        options: JobOptions = JobOptions(),
        in transaction: some PostgresExecutor
    ) async throws -> JobHandle<J> {
        try await enqueue(job, options: options, in: store(in: transaction))
    }

    /// Enqueues several jobs of a type in a transaction of the application's own, in one span.
    @discardableResult
    public func enqueue<J: Job>(
        _ jobs: some Collection<J>,
        options: JobOptions = JobOptions(),
        in transaction: some PostgresExecutor
    ) async throws -> [JobHandle<J>] {
        try await enqueue(jobs, options: options, in: store(in: transaction))
    }

    /// Enqueues a chain in a transaction of the application's own.
    @discardableResult
    public func enqueue(_ chain: Chain, in transaction: some PostgresExecutor) async throws -> ChainHandle {
        try await enqueue(chain, in: store(in: transaction))
    }

    package func store(in transaction: some PostgresExecutor) throws -> TransactionalStore {
        guard let broker = broker as? PostgresBroker else { throw TransactionalEnqueueError.otherBroker }
        return TransactionalStore { entries in
            try await broker.enqueue(entries, in: transaction)
        } afterTransaction: { body in
            transaction.afterTransaction(body)
        }
    }
}

extension PostgresBroker {
    /// Stores jobs in a transaction of the caller's own, in this broker's database. They are there when that transaction is, as
    /// durably as that is.
    ///
    /// Who waits for work is told when the transaction is committed. Jobs with an ordering key get their turn from whoever claims
    /// next, so that no key is locked for as long as the transaction lasts.
    public func enqueue(_ entries: [BrokerEntry], in transaction: some PostgresExecutor) async throws
        -> [EnqueueOutcome]
    {
        guard !entries.isEmpty else { return [] }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let json = try encoder.encode(entries.map { EntryObject($0) })
        let rows = try await transaction.execute(
            "SELECT job, outcome FROM \(schema.name).enqueue($1)",
            [String(decoding: json, as: UTF8.self)]
        )
        guard rows.count == entries.count else { throw PostgresError.malformed }
        return try rows.map { row in
            guard row.count == 2, let id = row[0].flatMap({ JobID($0) }) else { throw PostgresError.malformed }
            switch row[1] {
            case "enqueued": return .enqueued(id)
            case "duplicate": return .duplicate(of: id)
            case "conflict": return .conflict(with: id)
            default: throw PostgresError.malformed
            }
        }
    }
}

/// A job as the function `enqueue` takes it; times and durations are in microseconds, bytes in base64.
private struct EntryObject: Encodable {
    let id: String
    let queue: String
    let priority: Int
    let start: Int64?
    let attemptLimit: Int
    let groupName: String?
    let uniqueKey: String?
    let uniqueDigest: String?
    let uniqueWindow: Int64?
    let keepsKey: Bool
    let keep: Int64?
    let orderingKey: String?
    let message: String

    init(_ entry: BrokerEntry) {
        id = entry.id.description
        queue = Self.text(entry.queue)
        priority = entry.priority
        start = entry.start.map { PostgresTime($0).microseconds }
        attemptLimit = entry.attemptLimit
        groupName = entry.group.map(Self.text)
        uniqueKey = entry.uniqueKey.map(Self.text)
        uniqueDigest = entry.uniqueDigest.map { Data($0).base64EncodedString() }
        uniqueWindow = entry.uniqueWindow?.postgresMicroseconds
        keepsKey = entry.keepsKey
        keep = entry.keep?.postgresMicroseconds
        orderingKey = entry.orderingKey.map(Self.text)
        message = Data(entry.message).base64EncodedString()
    }

    /// PostgreSQL's texts have no NUL.
    private static func text(_ text: String) -> String { text.replacing("\0", with: "\u{FFFD}") }
}

public import GRDB
public import ThroughlineJobs

extension Inbox {
    /// Sends a message: it is durable when the call returns, and delivered later, also after restarts.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - name: The sender's name.
    ///   - metadata: What goes along with it, for middlewares and for people. It is not sent.
    /// - Returns: The message's id, which the other service gets as its idempotency key.
    /// - Throws: ``InboxError``, `EncodingError`, or what the broker throws. Nothing is sent then, unless the broker cannot know.
    @discardableResult
    public func send<Message: Codable & Sendable>(
        _ message: Message,
        by name: String,
        metadata: [String: String] = [:]
    ) async throws -> JobID {
        try await queue.submit(draft(message, by: name, metadata)).id
    }

    /// Sends a message in a transaction of the application's own: it is sent if and when what else the transaction writes is
    /// there.
    ///
    /// - Parameter db: A connection to the file of this inbox's ``SQLiteBroker``.
    /// - Throws: ``InboxError``, `EncodingError`, ``TransactionalEnqueueError``, `DatabaseError`.
    @discardableResult
    public func send<Message: Codable & Sendable>(
        _ message: Message,
        by name: String,
        metadata: [String: String] = [:],
        in db: Database
    ) throws -> JobID {
        try queue.submit(draft(message, by: name, metadata), in: db).id
    }

    private func draft(_ message: any Sendable, by name: String, _ metadata: [String: String]) throws -> Draft {
        guard let sender = senders.first(where: { $0.name == name }) else { throw InboxError.unknownSender(name) }
        let outgoing = try sender.outgoing(message)
        // The answer's body is read after the time for the head.
        let timeout = sender.timeout * 2
        var options = entryOptions(sender.queue, retries: sender.retries, timeout: timeout)
        options.orderingKey = outgoing.orderingKey
        return Draft(
            sender.queue.description,
            payload: outgoing.payload,
            metadata: metadata,
            options: options,
            in: queue
        )
    }
}

public import GRDB
public import ThroughlineJobs

extension Inbox {
    /// Sends a message: it is durable when the call returns, and delivered later, also after restarts.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - name: The sender's name.
    ///   - key: A key with which it is sent once: another message with the same key is not, within
    ///     ``Inbox/Idempotency/window``, and the first one's id is returned. A handler that may run twice takes its own id.
    ///   - metadata: What goes along with it, for middlewares and for people. It is not sent.
    /// - Returns: The message's id, which the other service gets as its idempotency key.
    /// - Throws: ``InboxError``, `EncodingError`, or what the broker throws. Nothing is sent then, unless the broker cannot know.
    @discardableResult
    public func send<Message: Codable & Sendable>(
        _ message: Message,
        by name: String,
        once key: String? = nil,
        metadata: [String: String] = [:]
    ) async throws -> JobID {
        try await queue.submit(draft(message, by: name, once: key, metadata)).id
    }

    /// Sends a message in a transaction of the application's own: it is sent if and when what else the transaction writes is
    /// there.
    ///
    /// - Parameters:
    ///   - key: A key with which it is sent once, as with ``send(_:by:once:metadata:)``.
    ///   - db: A connection to the file of this inbox's ``SQLiteBroker``.
    /// - Throws: ``InboxError``, `EncodingError`, ``TransactionalEnqueueError``, `DatabaseError`.
    @discardableResult
    public func send<Message: Codable & Sendable>(
        _ message: Message,
        by name: String,
        once key: String? = nil,
        metadata: [String: String] = [:],
        in db: Database
    ) throws -> JobID {
        try queue.submit(draft(message, by: name, once: key, metadata), in: db).id
    }

    private func draft(
        _ message: any Sendable,
        by name: String,
        once key: String?,
        _ metadata: [String: String]
    ) throws -> Draft {
        guard let sender = senders.first(where: { $0.name == name }) else { throw InboxError.unknownSender(name) }
        let outgoing = try sender.outgoing(message)
        // The client keeps the time; this is for a client that does not.
        var options = entryOptions(sender.queue, retries: sender.retries, timeout: sender.timeout + .seconds(30))
        options.orderingKey = outgoing.orderingKey
        options.unique = key.map { .key($0, within: self.options.idempotency.window) }
        return Draft(
            sender.queue.description,
            payload: outgoing.payload,
            metadata: metadata,
            options: options,
            in: queue
        )
    }
}

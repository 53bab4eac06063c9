import NIOCore
public import SpanRecording
import Synchronization

/// A connection of an ``SMTPTransport``, for as long as somebody uses it.
///
/// Behind it may be one connection after the other: one that has ended, or has carried as many mails as it may, is replaced
/// before the next mail. A mail that a connection could not take any more, because the server hung up before the content was
/// sent, goes over a new one, once.
public final class SMTPPooledConnection: MailConnection {
    public let isReused: Bool
    public let poolWait: Duration?
    private let pool: SMTPConnectionPool
    private let state: Mutex<State>

    private struct State {
        /// `nil` if it has ended, and no new one could be opened.
        var connection: SMTPConnection?
        var session: SMTPSession
        /// How many mails the connection has carried.
        var mails: Int
        /// Whether it has just been opened, so that there is no reason for it to be of no use.
        var isFresh: Bool
        /// Whether the server may have been told of a mail, and wait for it.
        var isAnnounced = false
        /// The first mail's turn, until it is sent.
        var turn: SMTPRateLimiter.Turn?
        /// The sleep until the mail's turn.
        var sleep: Task<Void, any Error>?
        var lastUse = NIODeadline.now()
        var isBusy = false
        var isClosed = false
    }

    /// - Parameter reused: The connection's number of mails, if it has been used before.
    init(
        _ connection: SMTPConnection,
        _ session: SMTPSession,
        reused mails: Int?,
        wait: Duration,
        turn: SMTPRateLimiter.Turn?,
        pool: SMTPConnectionPool
    ) {
        isReused = mails != nil
        poolWait = wait
        self.pool = pool
        state = Mutex(
            State(connection: connection, session: session, mails: mails ?? 0, isFresh: mails == nil, turn: turn)
        )
    }

    deinit {
        guard let state = end() else { return }
        state.connection?.channel.close(promise: nil)
        pool.freePlace()
    }

    /// What came out when the connection was opened.
    public var session: SMTPSession { state.withLock { $0.session } }

    public var attributes: Attributes { session.attributes }

    /// The connection's event loop.
    public var taskExecutor: (any TaskExecutor)? {
        state.withLock { $0.connection }.map { EventLoopTaskExecutor($0.channel.eventLoop) }
    }

    /// Whether it is neither closed nor without a connection, because the server could not be reached again.
    public var isUsable: Bool { state.withLock { !$0.isClosed && $0.connection != nil } }

    public func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
        try await deliver(mail, before: nil)
    }

    public func deliver(_ mail: EncodedMail, before next: EncodedMail?) async throws -> DeliveryResult {
        try mail.envelope.checkForCommands()
        try begin()
        defer { finish() }
        try Task.checkCancellation()
        try await waitForTurn()

        var (connection, isFresh) = try await readyConnection()
        while true {
            let capabilities = session.capabilities
            if let refusal = try mail.checkRequirements(capabilities) { return refusal }
            do {
                let (result, isAnnounced) = try await connection.deliver(mail, before: announceable(next, capabilities))
                used(isAnnounced: isAnnounced)
                return result
            } catch let end as SMTPConnectionEnd {
                used(isAnnounced: false)
                switch end {
                // Servers hang up on connections that they have had enough of. The mail was not sent.
                case .dismissed(let reply) where reply.code == 421 && !isFresh: break
                case .failed(.connectionLost) where !isFresh: break
                case .dismissed(let reply): return DeliveryResult(refusing: mail, reply)
                default: throw end.error
                }
            }
            connection = try await replace(connection)
            isFresh = true
        }
    }

    /// Gives the connection back. A mail that is being sent over it is broken off, and nothing is sent for it afterwards.
    public func close() async {
        guard let state = end() else { return }
        // The place is freed by whoever is sending, and has to stop first.
        if state.isBusy {
            state.sleep?.cancel()
            await state.connection?.abandon()
            return
        }
        guard let connection = state.connection, connection.isAlive else { return pool.freePlace() }
        if state.isAnnounced || state.mails >= pool.configuration.pool.messagesPerConnection {
            pool.retire(connection)
        } else {
            pool.giveBack(connection, state.session, mails: state.mails)
        }
    }

    private func begin() throws(MailError) {
        try state.withLock { state throws(MailError) in
            if state.isClosed { throw .connectionLost(reason: "the connection is closed") }
            if state.isBusy { throw .connectionLost(reason: "another task is sending over the connection") }
            state.isBusy = true
        }
    }

    private func finish() {
        let isClosed = state.withLock { state in
            state.isBusy = false
            return state.isClosed
        }
        if isClosed { pool.freePlace() }
    }

    private func waitForTurn() async throws {
        let hasTurn = state.withLock { state in
            defer { state.turn = nil }
            return state.turn != nil
        }
        guard !hasTurn, let limiter = pool.rateLimiter else { return }
        do {
            _ = try await limiter.take { sleep in
                let isClosed = state.withLock { state in
                    state.sleep = sleep
                    return state.isClosed
                }
                if isClosed { sleep.cancel() }
            }
        } catch {
            if !(error is CancellationError), state.withLock(\.isClosed) { throw SMTPConnectionEnd.closed.error }
            throw error
        }
    }

    /// The connection, if it can be relied on; else a new one.
    private func readyConnection() async throws -> (SMTPConnection, isFresh: Bool) {
        let state = state.withLock { $0 }
        if state.isClosed { throw SMTPConnectionEnd.closed.error }
        guard let connection = state.connection else { return (try await replace(nil), true) }
        if connection.isAlive, state.isAnnounced { return (connection, false) }
        guard state.mails < pool.configuration.pool.messagesPerConnection,
            await pool.isReady(connection, since: state.lastUse)
        else { return (try await replace(connection), true) }
        return (connection, state.isFresh)
    }

    private func replace(_ connection: SMTPConnection?) async throws -> SMTPConnection {
        state.withLock { $0.connection = nil }
        await connection?.quit()
        // It may be closed at any time, and sends nothing afterwards.
        if state.withLock(\.isClosed) { throw SMTPConnectionEnd.closed.error }
        MailSpan.current?.addEvent("smtp.replaced")
        let (connection, session) = try await pool.open()
        let isClosed = state.withLock { state in
            if state.isClosed { return true }
            state.connection = connection
            state.session = session
            state.mails = 0
            state.isFresh = true
            state.isAnnounced = false
            return false
        }
        if isClosed {
            await connection.quit()
            throw SMTPConnectionEnd.closed.error
        }
        return connection
    }

    /// The next mail, if the server may hear of it now: it must be sure to go over this connection, and soon.
    private func announceable(_ next: EncodedMail?, _ capabilities: SMTPCapabilities) -> EncodedMail? {
        guard let next, pool.rateLimiter == nil,
            state.withLock({ $0.mails }) + 1 < pool.configuration.pool.messagesPerConnection,
            isSendable(next, capabilities)
        else { return nil }
        return next
    }

    /// Whether the mail will be sent as it is, rather than be refused here.
    private func isSendable(_ mail: EncodedMail, _ capabilities: SMTPCapabilities) -> Bool {
        do {
            try mail.envelope.checkForCommands()
            return try mail.checkRequirements(capabilities) == nil
        } catch {
            return false
        }
    }

    private func used(isAnnounced: Bool) {
        state.withLock { state in
            state.mails += 1
            state.isFresh = false
            state.isAnnounced = isAnnounced
            state.lastUse = .now()
        }
    }

    /// - Returns: What was there, the first time.
    private func end() -> State? {
        let state: State? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.isClosed = true
            return state
        }
        if let turn = state?.turn { pool.rateLimiter?.giveBack(turn) }
        return state
    }
}

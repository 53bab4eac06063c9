import NIOCore
import NIOSSL
import Synchronization

/// The connections of a transport.
///
/// Whoever asks for one gets the one that was used last, or the right to open a new one, or waits: in the order of asking,
/// without holding a thread, until it is cancelled or its time is up. Only tasks wait, so that the line is no longer than the
/// application has tasks.
final class SMTPConnectionPool: Sendable {
    let configuration: SMTPConfiguration
    let rateLimiter: SMTPRateLimiter?
    private let tls: NIOSSLContext?
    private let group: any EventLoopGroup
    private let state: Mutex<SMTPPoolState>

    init(_ configuration: SMTPConfiguration, tls: NIOSSLContext?, group: any EventLoopGroup) {
        self.configuration = configuration
        self.tls = tls
        self.group = group
        rateLimiter = configuration.rateLimit.map { SMTPRateLimiter($0) }
        state = Mutex(SMTPPoolState(size: configuration.pool.size))
    }

    var counts: (waiting: Int, idle: Int) { state.withLock(\.counts) }
    var isShutDown: Bool { state.withLock(\.isShutDown) }

    deinit {
        for idle in state.withLock({ $0.shutDown() }).idle { quit(idle.connection) }
    }

    /// Takes a connection out: ``SMTPPooledConnection/close()`` gives it back.
    func take() async throws -> SMTPPooledConnection {
        try Task.checkCancellation()
        if isShutDown { throw MailError.shutDown }
        // Before the connection: while one mail waits for its turn, another one, whose turn it is, uses the connection.
        let turn = try await rateLimiter?.take()
        do {
            return try await takeConnection(turn)
        } catch {
            if let turn { rateLimiter?.giveBack(turn) }
            throw error
        }
    }

    private func takeConnection(_ turn: SMTPRateLimiter.Turn?) async throws -> SMTPPooledConnection {
        let start = ContinuousClock.now
        let grant =
            if let grant = try state.withLock({ state throws(MailError) in try state.take() }) {
                grant
            } else {
                try await waitForGrant()
            }
        let wait = ContinuousClock.now - start
        do {
            if case .reuse(let idle) = grant, await isReady(idle.connection, since: idle.since) {
                return SMTPPooledConnection(
                    idle.connection,
                    idle.session,
                    reused: idle.mails,
                    wait: wait,
                    turn: turn,
                    pool: self
                )
            }
            let (connection, session) = try await open()
            return SMTPPooledConnection(connection, session, reused: nil, wait: wait, turn: turn, pool: self)
        } catch {
            freePlace()
            throw error
        }
    }

    /// Opens a connection in a place that the caller has.
    /// - Throws: ``MailError/shutDown`` if the pool is shut down before it is open, or any error of opening.
    func open() async throws -> (SMTPConnection, SMTPSession) {
        // An idle connection may have failed its probe because of that, and the server shall see no other one.
        try Task.checkCancellation()
        if isShutDown { throw MailError.shutDown }
        do {
            let connection = try await SMTPConnection.open(configuration, tls: tls, on: group) { connection in
                guard state.withLock({ $0.isOpening(connection) }) else { throw MailError.shutDown }
                await connection.onEnd { [weak self, weak connection] in
                    guard let self, let connection else { return }
                    state.withLock { $0.hasEnded(connection) }
                }
            }
            guard state.withLock({ $0.hasOpened(connection) }) else {
                quit(connection)
                throw MailError.shutDown
            }
            return (connection, await connection.session)
        } catch {
            // Its end in the middle of opening was the pool's doing.
            if !(error is CancellationError), isShutDown { throw MailError.shutDown }
            throw error
        }
    }

    /// Whether a connection can carry a mail now. One that has long been idle is asked, so that no mail has to find out.
    func isReady(_ connection: SMTPConnection, since lastUse: NIODeadline) async -> Bool {
        guard connection.isAlive else { return false }
        guard NIODeadline.now() - lastUse > TimeAmount(configuration.pool.probesAfter) else { return true }
        return await connection.probe()
    }

    /// Gives a connection back that can carry another mail.
    func giveBack(_ connection: SMTPConnection, _ session: SMTPSession, mails: Int) {
        let idle = SMTPPoolState.IdleConnection(connection: connection, session: session, mails: mails, since: .now())
        carryOut(state.withLock { $0.giveBack(idle) })
    }

    /// Gives a place back, the connection of which is gone.
    func freePlace() {
        carryOut(state.withLock { $0.freePlace() })
    }

    /// Ends a connection that can carry no other mail, and gives its place back then.
    func retire(_ connection: SMTPConnection) {
        Task {
            await connection.quit()
            freePlace()
        }
    }

    /// Ends a connection that is nobody's any more.
    func quit(_ connection: SMTPConnection) {
        Task { await connection.quit() }
    }

    private func carryOut(_ handover: SMTPPoolState.Handover) {
        switch handover {
        case .serve(let waiter, let grant): waiter.resume(returning: grant)
        case .reapLater: reap(at: .now() + TimeAmount(configuration.pool.idleTime))
        case .quit(let idle): retire(idle.connection)
        case .nothing:
            for waiter in state.withLock({ $0.takeDrainWaiters() }) { waiter.resume() }
        }
    }

    private func waitForGrant() async throws -> SMTPPoolState.Grant {
        let id = state.withLock { $0.makeID() }
        let deadline = NIODeadline.now() + TimeAmount(configuration.pool.checkoutTime)
        let timer = group.any().scheduleTask(deadline: deadline) {
            self.dismiss(id, MailError.timedOut(phase: "pool"))
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                if let served = state.withLock({ $0.enqueue(waiter, id: id) }) { waiter.resume(with: served) }
                // Either may have come before it stood in line.
                if Task.isCancelled { dismiss(id, CancellationError()) }
                if NIODeadline.now() >= deadline { dismiss(id, MailError.timedOut(phase: "pool")) }
            }
        } onCancel: {
            dismiss(id, CancellationError())
        }
    }

    private func dismiss(_ id: Int, _ error: any Error) {
        state.withLock { $0.removeWaiter(id) }?.resume(throwing: error)
    }

    private func reap(at time: NIODeadline) {
        group.any().scheduleTask(deadline: time) { [weak self] in self?.reap() }
    }

    private func reap() {
        let idleTime = TimeAmount(configuration.pool.idleTime)
        let (expired, next) = state.withLock { $0.removeIdle(since: .now() - idleTime) }
        for idle in expired { quit(idle.connection) }
        if let next { reap(at: next + idleTime) }
    }

    /// Ends all connections: the idle ones, and those that are being opened, now; the others when they are given back, or
    /// when their time is up. Whoever waits for one gets none.
    func shutdown() async {
        let (waiters, idle, opening) = state.withLock { $0.shutDown() }
        for waiter in waiters { waiter.resume(throwing: MailError.shutDown) }
        rateLimiter?.shutDown()
        await withDiscardingTaskGroup { group in
            for idle in idle { group.addTask { await idle.connection.quit() } }
            for connection in opening { group.addTask { await connection.abandon() } }
        }
        await withCheckedContinuation { continuation in
            if state.withLock({ $0.waitUntilDrained(continuation) }) { return continuation.resume() }
            // Only now, or it could be over before there is somebody to wake.
            group.any().scheduleTask(in: TimeAmount(configuration.pool.shutdownTime)) {
                for waiter in self.state.withLock({ $0.takeDrainWaiters(always: true) }) { waiter.resume() }
            }
        }
        for connection in state.withLock(\.remaining) { await connection.abandon() }
    }
}

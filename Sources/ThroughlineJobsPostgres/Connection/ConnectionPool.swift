import Foundation
import Synchronization

/// The connections of a broker, on a thread of their own: whoever wants something of the database waits without blocking one of
/// Swift's.
final class ConnectionPool: Sendable {
    struct Settings: Sendable {
        var dial: Dial
        /// The same for the connection that listens.
        var listenerDial: Dial
        /// How many connections there are at most, beside the one that listens and one for signs of life.
        var limit: Int
        var callTimeout: Duration
        /// What is asked of the connection that listens, again and again, so that a dead one is noticed.
        var probe: Call
        var probeInterval: Duration
        var onProbe: @Sendable (Rows) -> Void
        /// Told when something has come over the connection that listens, and whenever it is new.
        var onNotification: @Sendable (_ payload: String?) -> Void
        /// Told when the connection that listens is gone.
        var onSilence: @Sendable () -> Void
        var onFailure: @Sendable (any Error) -> Void
    }

    private let settings: Settings
    private let mailbox: Mailbox
    private let state = Mutex(State())

    private struct State {
        var lastID: UInt64 = 0
        var isStarted = false
        var isShutDown = false
    }

    init(_ settings: Settings) throws {
        self.settings = settings
        mailbox = try Mailbox()
    }

    deinit { mailbox.tell { $0.isShutDown = true } }

    /// Ends all connections. What is under way is over.
    func shutDown() {
        state.withLock { $0.isShutDown = true }
        mailbox.tell { $0.isShutDown = true }
    }

    /// Has a connection that listens from now on.
    func listen() {
        guard start() != nil else { return }
        mailbox.tell { $0.isListening = true }
    }

    /// Runs a call, and then others that nobody waits for.
    ///
    /// - Parameters:
    ///   - session: The session that it belongs to.
    ///   - decode: Reads the rows, on the connections' thread.
    /// - Throws: ``PostgresError``; `CancellationError`, where it was not sent yet.
    func perform<Value: Sendable>(
        _ call: Call,
        then others: [Call] = [],
        session: UInt64? = nil,
        isUrgent: Bool = false,
        timeout: Duration? = nil,
        _ decode: @escaping @Sendable (Rows) throws -> Value
    ) async throws -> Value {
        let timeout = timeout ?? settings.callTimeout
        return try await request(.calls([call] + others), session: session, isUrgent: isUrgent, timeout, decode)
    }

    /// A connection for nobody else.
    func beginSession() async throws -> UInt64 {
        let id = Mutex<UInt64>(0)
        try await request(.session, settings.callTimeout, onID: { new in id.withLock { $0 = new } }) { _ in }
        return id.withLock { $0 }
    }

    func endSession(_ session: UInt64) {
        mailbox.tell { $0.endedSessions.append(session) }
    }

    private func request<Value: Sendable>(
        _ work: Request.Work,
        session: UInt64? = nil,
        isUrgent: Bool = false,
        _ timeout: Duration?,
        onID: ((UInt64) -> Void)? = nil,
        _ decode: @escaping @Sendable (Rows) throws -> Value
    ) async throws -> Value {
        guard let id = start() else { throw PostgresError.shutDown }
        onID?(id)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let request = Request(
                    id: id,
                    work: work,
                    session: session,
                    isUrgent: isUrgent,
                    deadline: timeout.map { .now + $0 }
                ) { result in
                    continuation.resume(with: result.flatMap { rows in Result { try decode(rows) } })
                }
                mailbox.post(request)
            }
        } onCancel: {
            mailbox.tell { $0.cancelled.insert(id) }
        }
    }

    /// - Returns: A number for a request; `nil` when all is over.
    private func start() -> UInt64? {
        let (id, isFirst): (UInt64?, Bool) = state.withLock { state in
            guard !state.isShutDown else { return (nil, false) }
            defer { state.isStarted = true }
            state.lastID += 1
            return (state.lastID, !state.isStarted)
        }
        if isFirst {
            // It must not hold this object, whose end is the thread's.
            let thread = Thread { [settings, mailbox] in ConnectionLoop(settings, mailbox).run() }
            thread.name = "throughline.pg"
            thread.start()
        }
        return id
    }
}

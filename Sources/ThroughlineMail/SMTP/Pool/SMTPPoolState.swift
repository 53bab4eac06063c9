import NIOCore

/// Who has which connection, and who waits. What it decides is carried out by ``SMTPConnectionPool``, without the lock.
struct SMTPPoolState {
    /// What whoever asked for a connection gets.
    enum Grant: Sendable {
        case reuse(IdleConnection)
        /// To open a new one.
        case open
    }

    struct IdleConnection: Sendable {
        let connection: SMTPConnection
        let session: SMTPSession
        /// How many mails it has carried.
        let mails: Int
        let since: NIODeadline
    }

    typealias Waiter = CheckedContinuation<Grant, any Error>

    private let size: Int
    /// How many connections are out, or being opened.
    private var taken = 0
    /// The last one is the one that was used last.
    private var idle: [IdleConnection] = []
    /// Whether a look at the idle ones is due.
    private var isReaping = false
    /// Those that have not ended, and whether each is still being opened.
    private var connections: [ObjectIdentifier: (connection: SMTPConnection, isOpening: Bool)] = [:]
    private var waiters = WaitingLine<Waiter>()
    private(set) var isShutDown = false
    private var drainWaiters: [CheckedContinuation<Void, Never>] = []

    /// How many wait, and how many connections wait to be used.
    var counts: (waiting: Int, idle: Int) { (waiters.count, idle.count) }

    init(size: Int) {
        self.size = max(size, 1)
    }

    /// A connection at once, if nobody waits who came before.
    mutating func take() throws(MailError) -> Grant? {
        if isShutDown { throw .shutDown }
        guard waiters.isEmpty else { return nil }
        if let connection = idle.popLast() {
            taken += 1
            return .reuse(connection)
        }
        guard taken < size else { return nil }
        taken += 1
        return .open
    }

    mutating func makeID() -> Int { waiters.makeID() }

    /// Puts a waiter at the end of the line, unless there is something for it now.
    mutating func enqueue(_ waiter: Waiter, id: Int) -> Result<Grant, any Error>? {
        do {
            if let grant = try take() { return .success(grant) }
        } catch {
            return .failure(error)
        }
        waiters.append(waiter, id: id)
        return nil
    }

    /// Takes a waiter out of the line; `nil` if it has been served.
    mutating func removeWaiter(_ id: Int) -> Waiter? { waiters.remove(id) }

    /// What happens with a place, or a connection, that is given back.
    enum Handover {
        case serve(Waiter, Grant)
        /// It waits, and nobody looks yet for how long.
        case reapLater
        case quit(IdleConnection)
        case nothing
    }

    mutating func giveBack(_ connection: IdleConnection) -> Handover {
        if isShutDown { return .quit(connection) }
        if let waiter = waiters.popFirst() { return .serve(waiter, .reuse(connection)) }
        taken -= 1
        idle.append(connection)
        defer { isReaping = true }
        return isReaping ? .nothing : .reapLater
    }

    /// A connection has come to its end, and its place is free.
    mutating func freePlace() -> Handover {
        if let waiter = waiters.popFirst() { return .serve(waiter, .open) }
        taken -= 1
        return .nothing
    }

    /// A connection is there, and goes on to its greeting.
    /// - Returns: Whether it may.
    mutating func isOpening(_ connection: SMTPConnection) -> Bool {
        connections[ObjectIdentifier(connection)] = (connection, true)
        return !isShutDown
    }

    /// A connection is open.
    /// - Returns: Whether it may be used.
    mutating func hasOpened(_ connection: SMTPConnection) -> Bool {
        // It may have ended already.
        connections[ObjectIdentifier(connection)]?.isOpening = false
        return !isShutDown
    }

    mutating func hasEnded(_ connection: SMTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0.connection === connection }
    }

    /// Takes out what has been idle since before `time`.
    /// - Returns: Those, and since when the next one is.
    mutating func removeIdle(since time: NIODeadline) -> ([IdleConnection], next: NIODeadline?) {
        let expired = idle.prefix { $0.since <= time }
        idle.removeFirst(expired.count)
        isReaping = !idle.isEmpty
        return (Array(expired), idle.first?.since)
    }

    /// From here on there are no more connections.
    mutating func shutDown() -> (waiters: [Waiter], idle: [IdleConnection], opening: [SMTPConnection]) {
        isShutDown = true
        defer {
            waiters.removeAll()
            idle = []
        }
        return (waiters.all, idle, connections.values.filter(\.isOpening).map(\.connection))
    }

    /// - Returns: Whether all connections are back. If not, the continuation is kept.
    mutating func waitUntilDrained(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        if taken == 0 { return true }
        drainWaiters.append(continuation)
        return false
    }

    /// Those who wait for the last connection to come back, if it has, or if they shall not wait any longer.
    mutating func takeDrainWaiters(always: Bool = false) -> [CheckedContinuation<Void, Never>] {
        guard always || isShutDown && taken == 0 else { return [] }
        defer { drainWaiters = [] }
        return drainWaiters
    }

    /// Those that are still there when nobody waits for them any longer.
    var remaining: [SMTPConnection] { connections.values.map(\.connection) }
}

/// The metrics of a pool of connections, `db.client.connection.*`.
///
/// A pool says what happens to it:
///
/// ```swift
/// let metrics = ConnectionPoolMetrics(name: "shop", maximum: 10)
///
/// metrics.connectionOpened(after: duration)       // a new connection lies idle
/// let request = metrics.connectionRequested()     // somebody waits for one
/// let use = request.granted()                     // and has it; or request.timedOut(), request.cancelled()
/// use.returned()                                  // it lies idle again; or use.closed()
/// metrics.idleConnectionClosed()
/// ```
///
/// Source: https://opentelemetry.io/docs/specs/semconv/db/database-metrics/#connection-pools (v1.44, in development)
public final class ConnectionPoolMetrics: Sendable {
    /// `db.client.connection.pool.name`, unique in the application.
    public let name: String

    /// - Parameters:
    ///   - maximum: How many connections may be open.
    ///   - idleMaximum: How many connections may lie idle.
    ///   - idleMinimum: How many connections are kept open.
    public init(name: String, maximum: Int? = nil, idleMaximum: Int? = nil, idleMinimum: Int? = nil) {
        self.name = name
    }

    /// A connection was opened, and lies idle.
    ///
    /// - Parameter duration: How long that took.
    public func connectionOpened(after duration: Duration? = nil) {}

    /// A connection that lay idle is closed.
    public func idleConnectionClosed() {}

    /// Somebody wants a connection.
    public func connectionRequested() -> ConnectionRequest { ConnectionRequest() }
}

/// Somebody who waits for a connection.
public final class ConnectionRequest: Sendable {
    init() {}

    /// There is a connection: one that lay idle.
    public func granted() -> ConnectionUse { ConnectionUse() }

    /// There was none in time.
    public func timedOut() {}

    /// Nobody waits any more.
    public func cancelled() {}
}

/// A connection that is in use.
public final class ConnectionUse: Sendable {
    init() {}

    /// It lies idle again.
    public func returned() {}

    /// It is closed.
    public func closed() {}
}

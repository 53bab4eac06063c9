import MetricRecording
import SemanticConventions
import SpanRecording

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
/// What happened before the application had a metrics backend is told when there is one. What the pool was made with is taken
/// back when nobody holds it any more.
///
/// Source: https://opentelemetry.io/docs/specs/semconv/db/database-metrics/#connection-pools (v1.44, in development)
public final class ConnectionPoolMetrics: Sendable {
    /// `db.client.connection.pool.name`, unique in the application.
    public let name: String

    let idle: PoolCounter
    let used: PoolCounter
    let pending: PoolCounter
    private let limits: [PoolCounter]

    /// - Parameters:
    ///   - name: Unique in the application, such as the database's name or `host:port/name`.
    ///   - maximum: How many connections may be open.
    ///   - idleMaximum: How many connections may lie idle.
    ///   - idleMinimum: How many connections are kept open.
    public init(name: String, maximum: Int? = nil, idleMaximum: Int? = nil, idleMinimum: Int? = nil) {
        self.name = name
        let pool: Attributes = [AttributeKey.dbClientConnectionPoolName.name: .string(name)]
        func inState(_ state: String) -> Attributes {
            var attributes = pool
            attributes[.dbClientConnectionState] = state
            return attributes
        }
        idle = PoolCounter(connectionCount, inState("idle"))
        used = PoolCounter(connectionCount, inState("used"))
        pending = PoolCounter(pendingRequests, pool)
        let given = [(connectionMax, maximum), (connectionIdleMax, idleMaximum), (connectionIdleMin, idleMinimum)]
        limits = given.compactMap { counter, limit in limit.map { PoolCounter(counter, pool, $0) } }
        for limit in limits { limit.add(0) }
    }

    deinit {
        for limit in limits { limit.takeBack() }
    }

    /// A connection was opened, and lies idle.
    ///
    /// - Parameter duration: How long that took.
    public func connectionOpened(after duration: Duration? = nil) {
        if let duration { createTime.record(duration, attributes: attributes) }
        idle.add(1)
    }

    /// A connection that lay idle is closed.
    public func idleConnectionClosed() {
        idle.add(-1)
    }

    /// Somebody wants a connection.
    public func connectionRequested() -> ConnectionRequest {
        pending.add(1)
        return ConnectionRequest(self)
    }

    var attributes: Attributes { [AttributeKey.dbClientConnectionPoolName.name: .string(name)] }

    func countTimeout() {
        timeouts.add(1, attributes: attributes)
    }

    func record(wait duration: Duration) {
        waitTime.record(duration, attributes: attributes)
    }

    func record(use duration: Duration) {
        useTime.record(duration, attributes: attributes)
    }
}

private let connectionCount = UpDownCounter(.dbClientConnectionCount)
private let connectionMax = UpDownCounter(.dbClientConnectionMax)
private let connectionIdleMax = UpDownCounter(.dbClientConnectionIdleMax)
private let connectionIdleMin = UpDownCounter(.dbClientConnectionIdleMin)
private let pendingRequests = UpDownCounter(.dbClientConnectionPendingRequests)
private let timeouts = Counter(.dbClientConnectionTimeouts)
private let createTime = DurationHistogram(.dbClientConnectionCreateTime)
private let waitTime = DurationHistogram(.dbClientConnectionWaitTime)
private let useTime = DurationHistogram(.dbClientConnectionUseTime)

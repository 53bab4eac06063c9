import CSQLiteTracing
import GRDB
import Synchronization
import ThroughlineSQL

/// The connections that accesses were seen to use, until they close.
final class CountedConnections: Sendable {
    let metrics: ConnectionPoolMetrics
    /// Their addresses.
    private let known = Mutex<Set<UInt>>([])

    init(_ metrics: ConnectionPoolMetrics) {
        self.metrics = metrics
    }

    /// Counts the connection, if it is a new one.
    func count(_ db: Database) {
        guard let connection = db.sqliteConnection else { return }
        let address = UInt(bitPattern: connection)
        guard known.withLock({ $0.insert(address).inserted }) else { return }
        metrics.connectionOpened()
        // The name is this object's own, as somebody else may count the same connection.
        throughline_when_closed(
            connection,
            "throughline_counted_\(UInt(bitPattern: ObjectIdentifier(self).hashValue))",
            Unmanaged.passRetained(Closing(connections: self, address: address)).toOpaque(),
            { context in
                guard let context else { return }
                Unmanaged<Closing>.fromOpaque(context).takeRetainedValue().closed()
            }
        )
    }

    fileprivate func closed(_ address: UInt) {
        known.withLock { _ = $0.remove(address) }
        metrics.idleConnectionClosed()
    }
}

/// What a connection leaves to be done when it is gone.
private final class Closing: Sendable {
    private let connections: CountedConnections
    private let address: UInt

    init(connections: CountedConnections, address: UInt) {
        self.connections = connections
        self.address = address
    }

    func closed() { connections.closed(address) }
}

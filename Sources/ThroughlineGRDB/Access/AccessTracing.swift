import SemanticConventions
import SpanRecording
import ThroughlineSQL

/// What the accesses of one database have in common.
final class AccessTracing: Sendable {
    private let readName: String
    private let writeName: String
    private let attributes: Attributes
    private let connections: CountedConnections

    enum Kind {
        case read, write
    }

    init(namespace: String, poolName: String, maximumConnectionCount: Int) {
        readName = "read \(namespace)"
        writeName = "write \(namespace)"
        var attributes: Attributes = [:]
        attributes[.dbSystemName] = DatabaseSystem.sqlite.name
        attributes[.dbNamespace] = namespace
        attributes[.dbClientConnectionPoolName] = poolName
        self.attributes = attributes
        connections = CountedConnections(ConnectionPoolMetrics(name: poolName, maximum: maximumConnectionCount))
    }

    /// An access is wanted, and waits for a connection from now on.
    func start(_ kind: Kind) -> DatabaseAccess {
        DatabaseAccess(span: span(kind), connections: connections)
    }

    /// An access that may be one within another, which has its connection already: it is not counted.
    func startReentrant(_ kind: Kind) -> DatabaseAccess {
        DatabaseAccess(span: span(kind), connections: nil)
    }

    private func span(_ kind: Kind) -> any RecordingSpan {
        scope.startSpan(kind == .read ? readName : writeName, attributes: attributes)
    }
}

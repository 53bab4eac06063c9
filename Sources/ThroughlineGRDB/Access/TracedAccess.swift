public import GRDB
import ThroughlineSQL

/// A database whose accesses are traced: each `read` and `write` has a span, which says how long it waited for a connection.
///
/// It takes the place of the database that it wraps, as it is a `DatabaseReader` and, where that is one, a `DatabaseWriter`:
///
/// ```swift
/// var configuration = Configuration()
/// configuration.traceStatements()
/// let database = try DatabasePool(path: path, configuration: configuration).traced()
///
/// try await database.write { db in try order.insert(db) }
/// ```
///
/// ```
/// write shop.sqlite        throughline.db.wait 0.012
/// └─ transaction           throughline.db.transaction.outcome commit
///    ├─ BEGIN
///    ├─ INSERT order
///    └─ COMMIT
/// ```
///
/// A `DatabaseQueue` has one connection, for which accesses wait in line; a `DatabasePool` has one that writes, and several that
/// read. The metrics of connection pools, `db.client.connection.*`, say of both how long accesses wait and how many do. The
/// pool's name is the label of the database's configuration, or else its namespace.
///
/// What only the wrapped type can do is done with ``base``. Observations go to it directly: what they fetch belongs to no access.
public final class TracedAccess<Base: DatabaseReader>: Sendable {
    /// The database that is wrapped.
    public let base: Base

    let accesses: AccessTracing

    init(_ base: Base, namespace: String?) {
        self.base = base
        let namespace = namespace ?? DatabaseName.namespace(of: base.path)
        accesses = AccessTracing(
            namespace: namespace,
            poolName: base.configuration.label ?? namespace,
            maximumConnectionCount: base.maximumConnectionCount
        )
    }
}

extension DatabaseReader {
    /// The same database, with its accesses traced.
    ///
    /// - Parameter namespace: `db.namespace`. If `nil`, the last component of the database file's path, or `:memory:`.
    public func traced(namespace: String? = nil) -> TracedAccess<Self> {
        TracedAccess(self, namespace: namespace)
    }

    fileprivate var maximumConnectionCount: Int {
        switch self {
        case is DatabaseQueue: 1
        case is DatabasePool: configuration.maximumReaderCount + 1
        default: configuration.maximumReaderCount
        }
    }
}

extension TracedAccess: DatabaseReader {
    public var configuration: Configuration { base.configuration }
    public var path: String { base.path }
    public func close() throws { try base.close() }
    public func interrupt() { base.interrupt() }

    @_disfavoredOverload
    public func read<T>(_ value: (Database) throws -> T) throws -> T {
        try accesses.start(.read).run { access in
            try base.read { db in try value(access.granted(db)) }
        }
    }

    public func read<T: Sendable>(_ value: @Sendable (Database) throws -> T) async throws -> T {
        try await accesses.start(.read).run { access in
            try await base.read { db in try value(access.granted(db)) }
        }
    }

    public func asyncRead(_ value: @escaping @Sendable (Result<Database, any Error>) -> Void) {
        let access = accesses.start(.read)
        base.asyncRead { result in access.run(with: result, value) }
    }

    @_disfavoredOverload
    public func unsafeRead<T>(_ value: (Database) throws -> T) throws -> T {
        try accesses.start(.read).run { access in
            try base.unsafeRead { db in try value(access.granted(db)) }
        }
    }

    public func unsafeRead<T: Sendable>(_ value: @Sendable (Database) throws -> T) async throws -> T {
        try await accesses.start(.read).run { access in
            try await base.unsafeRead { db in try value(access.granted(db)) }
        }
    }

    public func asyncUnsafeRead(_ value: @escaping @Sendable (Result<Database, any Error>) -> Void) {
        let access = accesses.start(.read)
        base.asyncUnsafeRead { result in access.run(with: result, value) }
    }

    public func unsafeReentrantRead<T>(_ value: (Database) throws -> T) throws -> T {
        try accesses.startReentrant(.read).run { access in
            try base.unsafeReentrantRead { db in try value(access.granted(db)) }
        }
    }

    public func _add<Reducer: ValueReducer>(
        observation: ValueObservation<Reducer>,
        scheduling scheduler: some ValueObservationScheduler,
        onChange: @escaping @Sendable (Reducer.Value) -> Void
    ) -> AnyDatabaseCancellable {
        base._add(observation: observation, scheduling: scheduler, onChange: onChange)
    }
}

public import GRDB

extension TracedAccess: DatabaseWriter where Base: DatabaseWriter {
    @_disfavoredOverload
    public func writeWithoutTransaction<T>(_ updates: (Database) throws -> T) rethrows -> T {
        try accesses.start(.write).run { access in
            try base.writeWithoutTransaction { db in try updates(access.granted(db)) }
        }
    }

    public func writeWithoutTransaction<T: Sendable>(
        _ updates: @Sendable (Database) throws -> T
    ) async throws -> T {
        try await accesses.start(.write).run { access in
            try await base.writeWithoutTransaction { db in try updates(access.granted(db)) }
        }
    }

    @_disfavoredOverload
    public func barrierWriteWithoutTransaction<T>(_ updates: (Database) throws -> T) throws -> T {
        try accesses.start(.write).run { access in
            try base.barrierWriteWithoutTransaction { db in try updates(access.granted(db)) }
        }
    }

    public func barrierWriteWithoutTransaction<T: Sendable>(
        _ updates: @Sendable (Database) throws -> T
    ) async throws -> T {
        try await accesses.start(.write).run { access in
            try await base.barrierWriteWithoutTransaction { db in try updates(access.granted(db)) }
        }
    }

    public func asyncBarrierWriteWithoutTransaction(
        _ updates: @escaping @Sendable (Result<Database, any Error>) -> Void
    ) {
        let access = accesses.start(.write)
        base.asyncBarrierWriteWithoutTransaction { result in access.run(with: result, updates) }
    }

    public func asyncWriteWithoutTransaction(_ updates: @escaping @Sendable (Database) -> Void) {
        let access = accesses.start(.write)
        base.asyncWriteWithoutTransaction { db in
            access.run { access in updates(access.granted(db)) }
        }
    }

    public func unsafeReentrantWrite<T>(_ updates: (Database) throws -> T) rethrows -> T {
        try accesses.startReentrant(.write).run { access in
            try base.unsafeReentrantWrite { db in try updates(access.granted(db)) }
        }
    }

    public func spawnConcurrentRead(_ value: @escaping @Sendable (Result<Database, any Error>) -> Void) {
        let access = accesses.start(.read)
        base.spawnConcurrentRead { result in access.run(with: result, value) }
    }
}

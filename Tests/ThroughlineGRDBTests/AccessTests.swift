import Dispatch
import GRDB
import InMemoryTracing
import Synchronization
import Testing
import ThroughlineGRDB
import Tracing

/// The accesses of a traced database: `read` and `write`, and the wait for a connection.
@Suite struct AccessTests {
    let tracer = InMemoryTracer()

    struct Refusal: Error {}

    @Test func anErrorOfAnAccessIsNamedAndItsTextIsNot() async throws {
        let directory = try TestDirectory()
        let database = try DatabasePool.withProducts(tracer, in: directory).traced()
        await withTracer(tracer) {
            _ = try? await database.write { _ in
                throw DatabaseError(resultCode: .SQLITE_CONSTRAINT_FOREIGNKEY, message: "in [id:1 name:\"O'Brien\"]")
            }
        }
        let write = try tracer.span("write shop.sqlite")
        #expect(write["db.response.status_code"] == "787")
        #expect(write.status?.message == "constraint failed")
    }

    @Test func anAccessIsTheParentOfWhatIsDoneInIt() async throws {
        let directory = try TestDirectory()
        let database = try DatabasePool.withProducts(tracer, in: directory).traced()
        try await withTracer(tracer) {
            try await withSpan("request") { _ in
                try await database.write { try $0.execute(sql: "DELETE FROM product") }
                _ = try await database.read { try Int.fetchOne($0, sql: "SELECT 1") }
            }
        }
        let request = try tracer.span("request")
        let write = try tracer.span("write shop.sqlite")
        let read = try tracer.span("read shop.sqlite")
        #expect(write.isChild(of: request))
        #expect(read.isChild(of: request))
        #expect(try tracer.span("transaction").isChild(of: write))
        #expect(try tracer.span("DELETE product").isChild(of: try tracer.span("transaction")))
        #expect(try tracer.span("SELECT").isChild(of: read))
        for access in [read, write] {
            #expect(access.kind == .internal)
            #expect(access["db.system.name"] == "sqlite")
            #expect(access["db.namespace"] == "shop.sqlite")
            #expect(access["db.client.connection.pool.name"] == "shop.sqlite")
            #expect(try #require(access.wait) >= 0)
        }
    }

    @Test func theLabelOfTheConfigurationIsThePoolsName() throws {
        var configuration = Configuration()
        configuration.label = "Orders"
        let database = try DatabaseQueue(configuration: configuration).traced(namespace: "shop")
        try withTracer(tracer) { _ = try database.read { _ in } }
        #expect(try tracer.span("read shop")["db.client.connection.pool.name"] == "Orders")
    }

    @Test func theWaitIsTheTimeUntilThereIsAConnection() async throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        let database = queue.traced()
        let (isBusy, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        queue.asyncWriteWithoutTransaction { _ in
            isBusy.signal()
            mayGoOn.wait()
        }
        await isBusy.waitOffThePool()
        let tracer = tracer
        let (wanted, signal) = AsyncStream.makeStream(of: Void.self)
        let read = Task {
            try await withTracer(tracer) {
                signal.yield()
                return try await database.read { _ in DefaultTracerClock.now.nanosecondsSinceEpoch }
            }
        }
        for await _ in wanted { break }
        while tracer.activeSpans.isEmpty { await Task.yield() }
        mayGoOn.signal()
        let granted = try await read.value
        let span = try tracer.span("read :memory:")
        let waited = Double(granted - span.startInstant.nanosecondsSinceEpoch) / 1e9
        #expect(try #require(span.wait) > 0)
        #expect(try #require(span.wait) <= waited + 0.001)
    }

    @Test func everyWayToAccessIsTraced() async throws {
        let directory = try TestDirectory()
        let database = try DatabasePool.withProducts(tracer, in: directory).traced()
        try await withTracer(tracer) {
            try synchronousAccesses(database)
            _ = try await database.read { _ in }
            _ = try await database.unsafeRead { _ in }
            try await database.write { _ in }
            try await database.writeWithoutTransaction { _ in }
            try await database.barrierWriteWithoutTransaction { _ in }
            await withCheckedContinuation { done in database.asyncRead { _ in done.resume() } }
            await withCheckedContinuation { done in database.asyncUnsafeRead { _ in done.resume() } }
            await withCheckedContinuation { done in database.asyncWriteWithoutTransaction { _ in done.resume() } }
            await withCheckedContinuation { done in database.asyncBarrierWriteWithoutTransaction { _ in done.resume() }
            }
            await withCheckedContinuation { done in
                database.asyncWrite({ _ in }, completion: { _, _ in done.resume() })
            }
        }
        try database.close()
        #expect(tracer.names.filter { $0 == "read shop.sqlite" }.count == 8)
        #expect(tracer.names.filter { $0 == "write shop.sqlite" }.count == 11)
        #expect(tracer.activeSpans.isEmpty)
    }

    private func synchronousAccesses(_ database: TracedAccess<DatabasePool>) throws {
        _ = try database.read { _ in }
        _ = try database.unsafeRead { _ in }
        _ = try database.unsafeReentrantRead { _ in }
        try database.write { _ in }
        database.writeWithoutTransaction { _ in }
        try database.barrierWriteWithoutTransaction { _ in }
        database.unsafeReentrantWrite { db in
            database.spawnConcurrentRead { _ in }
        }
        try database.vacuum()
    }

    @Test func aTracedDatabaseIsADatabaseLikeAnyOther() async throws {
        let directory = try TestDirectory()
        let database: any DatabaseWriter = try DatabasePool(path: directory.database, configuration: .traced()).traced()
        try await withTracer(tracer) {
            var migrator = DatabaseMigrator()
            migrator.registerMigration("one") { try $0.execute(sql: "CREATE TABLE a (b)") }
            try migrator.migrate(database)
            try await database.write { try $0.execute(sql: "INSERT INTO a VALUES (1)") }
            let copy = try DatabaseQueue()
            try database.backup(to: copy)
            #expect(try await copy.read { try Int.fetchOne($0, sql: "SELECT b FROM a") } == 1)
            let values = ValueObservation.tracking { try Int.fetchOne($0, sql: "SELECT b FROM a") }.values(in: database)
            for try await value in values {
                #expect(value == 1)
                break
            }
            try await database.erase()
            #expect(try await database.read { try $0.tableExists("a") } == false)
            #expect(database.path == directory.database)
            database.interrupt()
        }
    }

    @Test func anErrorIsSaidWithoutWhatItQuotes() async throws {
        let database = try DatabaseQueue.withProducts(tracer).traced()
        _ = await withTracer(tracer) {
            await #expect(throws: DatabaseError.self) {
                try await database.write { try $0.execute(sql: "INSERT INTO product (name) VALUES ('tea')") }
            }
        }
        let failed = try tracer.span("write :memory:")
        #expect(failed["error.type"] == "SQLITE_CONSTRAINT_UNIQUE")
        #expect(failed["db.response.status_code"] == "2067")
        #expect(failed.status?.code == .error)
        #expect(failed.status?.message == "constraint failed")

        tracer.clearFinishedSpans()
        tracer.run {
            #expect(throws: Refusal.self) { try database.read { _ in throw Refusal() } }
        }
        #expect(try tracer.span("read :memory:")["error.type"]?.hasSuffix("Refusal") == true)
    }

    @Test func aCancelledAccessIsNoError() async throws {
        let database = try DatabaseQueue.withProducts(tracer).traced()
        let tracer = tracer
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await withTracer(tracer) { try await database.write { _ in } }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let span = try tracer.span("write :memory:")
        #expect(span.status == nil)
        #expect(span["error.type"] == nil)
        #expect(span.wait == nil)
    }

    @Test func aClosedDatabaseThrowsWhatItThrows() async throws {
        let directory = try TestDirectory()
        let database = try DatabasePool.withProducts(tracer, in: directory).traced()
        try database.close()
        await withTracer(tracer) {
            await #expect(throws: DatabaseError.self) { try await database.read { _ in } }
            await withCheckedContinuation { done in
                database.asyncRead { result in
                    #expect(throws: DatabaseError.self) { try result.get() }
                    done.resume()
                }
            }
        }
        for span in tracer.finishedSpans { #expect(span["error.type"] == "SQLITE_MISUSE") }
    }

    @Test func aDatabaseIsGoneWhenNobodyHoldsIt() throws {
        weak var queue: DatabaseQueue?
        try withTracer(tracer) {
            let database = try DatabaseQueue.withProducts(tracer).traced()
            queue = database.base
            try database.write { try $0.execute(sql: "DELETE FROM product") }
            _ = try database.read { try Int.fetchOne($0, sql: "SELECT 1") }
        }
        #expect(queue == nil)
        #expect(tracer.activeSpans.isEmpty)
    }
}

extension FinishedInMemorySpan {
    /// `throughline.db.wait`, in seconds.
    fileprivate var wait: Double? {
        guard case .double(let value) = attributes.get("throughline.db.wait") else { return nil }
        return value
    }
}

extension DispatchSemaphore {
    /// A thread of Dispatch's waits, and not one of Swift's pool.
    fileprivate func waitOffThePool() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.wait()
                continuation.resume()
            }
        }
    }
}

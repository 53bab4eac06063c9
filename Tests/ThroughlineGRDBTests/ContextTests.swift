import Dispatch
import GRDB
import InMemoryTracing
import Testing
import ThroughlineGRDB
import Tracing

/// A statement's span is a child of the one in which the application runs it.
@Suite struct ContextTests {
    let tracer = InMemoryTracer()

    @Test func synchronousAccesses() throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory)
        try withTracer(tracer) {
            try withSpan("request") { _ in
                _ = try pool.read { try Int.fetchAll($0, sql: "SELECT 1") }
                _ = try pool.unsafeRead { try Int.fetchAll($0, sql: "SELECT 2") }
                _ = try pool.unsafeReentrantRead { try Int.fetchAll($0, sql: "SELECT 3") }
                try pool.writeWithoutTransaction { _ = try Int.fetchAll($0, sql: "SELECT 4") }
                try pool.barrierWriteWithoutTransaction { _ = try Int.fetchAll($0, sql: "SELECT 5") }
                try pool.unsafeReentrantWrite { db in
                    try pool.unsafeReentrantWrite { _ = try Int.fetchAll($0, sql: "SELECT 6") }
                    _ = try pool.unsafeReentrantRead { _ = try Int.fetchAll($0, sql: "SELECT 7") }
                }
            }
        }
        try expectChildrenOfRequest(count: 7)
    }

    @Test func asynchronousAccesses() async throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory)
        try await withTracer(tracer) {
            try await withSpan("request") { _ in
                _ = try await pool.read { try Int.fetchAll($0, sql: "SELECT 1") }
                _ = try await pool.unsafeRead { try Int.fetchAll($0, sql: "SELECT 2") }
                _ = try await pool.writeWithoutTransaction { try Int.fetchAll($0, sql: "SELECT 3") }
                _ = try await pool.barrierWriteWithoutTransaction { try Int.fetchAll($0, sql: "SELECT 4") }
            }
        }
        try expectChildrenOfRequest(count: 4)
    }

    private func expectChildrenOfRequest(count: Int) throws {
        let request = try tracer.span("request")
        let statements = tracer.finishedSpans.filter { $0.operationName == "SELECT" }
        #expect(statements.count == count)
        for statement in statements { #expect(statement.isChild(of: request)) }
    }

    @Test func aCallbackHasNoTraceOfItsCaller() async throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory)
        await withTracer(tracer) {
            await withSpan("request") { _ in
                await withCheckedContinuation { continuation in
                    // Neither is the tracer of this task known to a callback.
                    pool.asyncRead { [tracer] result in
                        withTracer(tracer) { _ = try? Int.fetchAll(result.get(), sql: "SELECT 1") }
                        continuation.resume()
                    }
                }
            }
        }
        #expect(try tracer.span("SELECT").parentSpanID == nil)
    }

    @Test func aCallbackOfATracedDatabaseGoesOnWithTheTrace() async throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory).traced()
        await withTracer(tracer) {
            await withSpan("request") { _ in
                await withCheckedContinuation { continuation in
                    pool.asyncRead { [tracer] result in
                        withTracer(tracer) { _ = try? Int.fetchAll(result.get(), sql: "SELECT 1") }
                        continuation.resume()
                    }
                }
                await withCheckedContinuation { continuation in
                    pool.asyncWrite(
                        { [tracer] db in try withTracer(tracer) { try db.execute(sql: "DELETE FROM product") } },
                        completion: { _, _ in continuation.resume() }
                    )
                }
            }
        }
        // The end of an access comes after its callback.
        try pool.close()
        let request = try tracer.span("request")
        let read = try tracer.span("read shop.sqlite")
        let write = try tracer.span("write shop.sqlite")
        #expect(read.isChild(of: request))
        #expect(try tracer.span("SELECT").isChild(of: read))
        #expect(write.isChild(of: request))
        #expect(try tracer.span("DELETE product").isChild(of: write))
    }

    @Test func anObservationOfAQueueFetchesWithinTheWriteThatChangedSomething() async throws {
        let queue = try DatabaseQueue.withProducts(tracer)
        let (values, signal) = AsyncStream.makeStream(of: Int.self)
        let cancellable =
            ValueObservation
            .tracking { try Int.fetchOne($0, sql: "SELECT count(*) FROM product") ?? 0 }
            .start(
                in: queue,
                scheduling: .async(onQueue: DispatchQueue(label: "observation")),
                onError: { _ in },
                onChange: { signal.yield($0) }
            )
        for await value in values where value == 2 { break }
        try await withTracer(tracer) {
            try await withSpan("request") { _ in
                try await queue.write { try $0.execute(sql: "DELETE FROM product") }
            }
        }
        for await value in values where value == 0 { break }
        cancellable.cancel()
        #expect(try tracer.span("SELECT product").isChild(of: try tracer.span("request")))
    }

    @Test func hundredsOfTasksAtATimeEachHaveTheirOwnStatements() async throws {
        let directory = try TestDirectory()
        let pool = try DatabasePool.withProducts(tracer, in: directory).traced()
        try await withTracer(tracer) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        try await withSpan("request \(number)") { _ in
                            if number.isMultiple(of: 3) {
                                try await pool.write { db in
                                    try db.execute(
                                        sql: "INSERT INTO product (name) VALUES (?)",
                                        arguments: ["p\(number)"]
                                    )
                                    _ = try Int.fetchOne(db, sql: "SELECT \(number)")
                                }
                            } else {
                                _ = try await pool.read { try Int.fetchOne($0, sql: "SELECT \(number)") }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let spans = Dictionary(uniqueKeysWithValues: tracer.finishedSpans.map { ($0.spanID, $0) })
        let numbers = try tracer.finishedSpans.filter { $0.operationName == "SELECT" }.map { span in
            var ancestor = span
            while let parent = ancestor.parentSpanID { ancestor = try #require(spans[parent]) }
            #expect(ancestor.traceID == span.traceID)
            return ancestor.operationName
        }
        #expect(Set(numbers) == Set((0..<300).map { "request \($0)" }))
        #expect(numbers.count == 300)
        #expect(tracer.names.filter { $0 == "transaction" }.count == 100)
        #expect(tracer.activeSpans.isEmpty)
    }
}

import CoreMetrics
import GRDB
import InMemoryTracing
import Metrics
import MetricsTestKit
import Testing
import ThroughlineGRDB
import Tracing

@Suite struct MetricsTests {
    let metrics = TestMetrics()

    @Test func aStatementsDurationAndRowsAreMetricsWithoutAnyTracer() throws {
        let queue = try DatabaseQueue.withProducts(InMemoryTracer())
        try withMetricsFactory(metrics) {
            try queue.inDatabase { _ = try String.fetchAll($0, sql: "SELECT name FROM product") }
        }
        let dimensions = [
            ("db.system.name", "sqlite"), ("db.namespace", ":memory:"), ("db.query.summary", "SELECT product"),
        ]
        #expect(try metrics.expectTimer("db.client.operation.duration", dimensions).values.count == 1)
        #expect(try metrics.expectRecorder("db.client.response.returned_rows", dimensions).values == [2])
    }

    @Test func aFailureIsADimension() throws {
        let queue = try DatabaseQueue.withProducts(InMemoryTracer())
        _ = withMetricsFactory(metrics) {
            #expect(throws: DatabaseError.self) {
                try queue.inDatabase { try $0.execute(sql: "INSERT INTO product (name) VALUES ('tea')") }
            }
        }
        let timer = try #require(metrics.timers.first)
        #expect(timer.dimensions.contains { $0 == ("error.type", "SQLITE_CONSTRAINT_UNIQUE") })
        #expect(timer.dimensions.contains { $0 == ("db.response.status_code", "2067") })
    }

    @Test func accessesAreTheUseOfAPool() async throws {
        let directory = try TestDirectory()
        let pool = [("db.client.connection.pool.name", "shop.sqlite")]
        try await withMetricsFactory(metrics) {
            let database = try DatabasePool.withProducts(InMemoryTracer(), in: directory).traced()
            try await database.write { _ in }
            try await database.write { _ in }
            _ = try await database.read { _ in }

            #expect(try metrics.expectTimer("db.client.connection.wait_time", pool).values.count == 3)
            #expect(try metrics.expectTimer("db.client.connection.use_time", pool).values.count == 3)
            #expect(try metrics.expectMeter("db.client.connection.pending_requests", pool).values.last == 0)
            #expect(try metrics.expectMeter("db.client.connection.max", pool).values.last == 6)
            #expect(try count("used").values.last == 0)
            #expect(try count("used").values.max() == 1)
            #expect(try count("idle").values.last == 2)
            try database.close()
        }
        #expect(try count("idle").values.last == 0)
        #expect(try metrics.expectMeter("db.client.connection.max", pool).values.last == 0)
    }

    private func count(_ state: String) throws -> TestMeter {
        try metrics.expectMeter(
            "db.client.connection.count",
            [("db.client.connection.pool.name", "shop.sqlite"), ("db.client.connection.state", state)]
        )
    }

    @Test func aQueueIsAPoolOfOne() throws {
        try withMetricsFactory(metrics) {
            let database = try DatabaseQueue().traced(namespace: "shop.sqlite")
            _ = try database.read { _ in }
            let pool = [("db.client.connection.pool.name", "shop.sqlite")]
            #expect(try metrics.expectMeter("db.client.connection.max", pool).values.last == 1)
            #expect(try count("idle").values.last == 1)
        }
    }

    @Test func anAccessWithinAnotherIsNoOtherUse() throws {
        try withMetricsFactory(metrics) {
            let database = try DatabaseQueue().traced(namespace: "shop.sqlite")
            database.writeWithoutTransaction { _ in database.unsafeReentrantWrite { _ in } }
            #expect(try count("used").values.max() == 1)
        }
    }
}

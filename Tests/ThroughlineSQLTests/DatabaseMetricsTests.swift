import InMemoryTracing
import Metrics
import MetricsTestKit
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineSQL
import Tracing

@Suite("A database's metrics")
struct DatabaseMetricsTests {
    private let metrics = TestMetrics()

    private let shared = [
        ("db.system.name", "postgresql"), ("db.namespace", "shop|public"), ("server.address", "db.internal"),
        ("server.port", "5433"),
    ]

    @Test("are the duration and the rows, with what tells operations apart, and no text")
    func statement() async throws {
        try await withMetricsFactory(metrics) {
            let span = try await record {
                await TracedDatabase.postgresql().withStatement("SELECT * FROM t WHERE a = 1") { span in
                    await Task.yield()
                    span.returnedRows = 12
                }
            }
            #expect(span[.dbResponseReturnedRows] == 12)
        }
        let dimensions = shared + [("db.query.summary", "SELECT t")]
        #expect(try metrics.expectTimer("db.client.operation.duration", dimensions).values.count == 1)
        #expect(try metrics.expectRecorder("db.client.response.returned_rows", dimensions).values == [12])
    }

    @Test("say how a call failed")
    func failure() throws {
        withMetricsFactory(metrics) {
            let database = TracedDatabase.postgresql {
                $0.describeFailure = { _ in DatabaseFailure(statusCode: "23505") }
            }
            #expect(throws: Boom.self) { try database.withStatement("DELETE FROM t") { _ in throw Boom() } }
        }
        let outcome = [("db.response.status_code", "23505"), ("error.type", "23505")]
        let timer = try metrics.expectTimer(
            "db.client.operation.duration",
            shared + [("db.query.summary", "DELETE t")] + outcome
        )
        #expect(timer.values.count == 1)
        #expect(metrics.recorders.isEmpty)
    }

    @Test("have what the caller gave, and a batch once")
    func operations() throws {
        let database = TracedDatabase(system: .sqlite)
        withMetricsFactory(metrics) {
            database.withOperation("COPY", collection: "t") { _ in }
            database.withStoredProcedure("p") { _ in }
            database.withBatch("DELETE FROM t", parameterSets: 9) { _ in }
        }
        let system = ("db.system.name", "sqlite")
        for dimensions in [
            [system, ("db.query.summary", "COPY t"), ("db.operation.name", "COPY"), ("db.collection.name", "t")],
            [system, ("db.query.summary", "CALL p"), ("db.operation.name", "CALL"), ("db.stored_procedure.name", "p")],
            [system, ("db.query.summary", "BATCH DELETE t"), ("db.operation.name", "BATCH")],
        ] {
            #expect(try metrics.expectTimer("db.client.operation.duration", dimensions).values.count == 1)
        }
    }

    @Test("have 500 summaries and procedures at most")
    func labels() throws {
        let database = TracedDatabase(system: .sqlite)
        try withMetricsFactory(metrics) {
            for number in 0..<600 { database.withStatement("DELETE FROM t\(number)") { _ in } }
            let late = try record { database.withStatement("DELETE FROM late") { _ in } }
            #expect(late[.dbQuerySummary] == "DELETE late")
            database.withStatement("DELETE FROM t499") { _ in }
            for number in 0..<501 { database.withStoredProcedure("p\(number)") { _ in } }
        }
        let system = [("db.system.name", "sqlite")]
        func count(_ dimensions: [(String, String)]) throws -> Int {
            try metrics.expectTimer("db.client.operation.duration", system + dimensions).values.count
        }
        #expect(try count([]) == 101)
        #expect(try count([("db.query.summary", "DELETE t499")]) == 2)
        #expect(try count([("db.operation.name", "CALL"), ("db.stored_procedure.name", "p499")]) == 1)
        #expect(try count([("db.operation.name", "CALL")]) == 1)
    }

    @Test("are there without a tracing backend")
    func noTracing() throws {
        withMetricsFactory(metrics) {
            withTracer(NoOpTracer()) {
                let span = TracedDatabase(system: .sqlite).startStatement("SELECT 1")
                span.end(returnedRows: 1)
                span.end(returnedRows: 1)
            }
        }
        let dimensions = [("db.system.name", "sqlite"), ("db.query.summary", "SELECT")]
        #expect(try metrics.expectTimer("db.client.operation.duration", dimensions).values.count == 1)
        #expect(try metrics.expectRecorder("db.client.response.returned_rows", dimensions).values == [1])
    }
}

@Suite("A connection pool's metrics")
struct ConnectionPoolMetricsTests {
    private let metrics = TestMetrics()
    private let pool = [("db.client.connection.pool.name", "shop")]

    private func count(_ state: String) throws -> Double? {
        try metrics.expectMeter("db.client.connection.count", pool + [("db.client.connection.state", state)]).values
            .last
    }

    private func last(_ name: String) throws -> Double? { try metrics.expectMeter(name, pool).values.last }

    @Test("follow a connection from its opening to its end")
    func life() throws {
        try withMetricsFactory(metrics) { () throws in
            let shop = ConnectionPoolMetrics(name: "shop", maximum: 10, idleMaximum: 4, idleMinimum: 2)
            #expect(try last("db.client.connection.max") == 10)
            #expect(try last("db.client.connection.idle.max") == 4)
            #expect(try last("db.client.connection.idle.min") == 2)

            shop.connectionOpened(after: .milliseconds(3))
            #expect(try metrics.expectTimer("db.client.connection.create_time", pool).values == [3_000_000])
            #expect(try count("idle") == 1)

            let request = shop.connectionRequested()
            #expect(try last("db.client.connection.pending_requests") == 1)
            let use = request.granted()
            #expect(try last("db.client.connection.pending_requests") == 0)
            #expect(try count("idle") == 0)
            #expect(try count("used") == 1)
            #expect(try metrics.expectTimer("db.client.connection.wait_time", pool).values.count == 1)

            use.returned()
            use.closed()
            #expect(try count("idle") == 1)
            #expect(try count("used") == 0)
            #expect(try metrics.expectTimer("db.client.connection.use_time", pool).values.count == 1)

            shop.idleConnectionClosed()
            #expect(try count("idle") == 0)
        }
    }

    @Test("count a request that got nothing, once")
    func timeouts() throws {
        try withMetricsFactory(metrics) { () throws in
            let shop = ConnectionPoolMetrics(name: "shop")
            let request = shop.connectionRequested()
            request.timedOut()
            request.cancelled()
            request.timedOut()
            #expect(try last("db.client.connection.pending_requests") == 0)
            #expect(try metrics.expectCounter("db.client.connection.timeouts", pool).values == [1])

            shop.connectionRequested().cancelled()
            _ = shop.connectionRequested()
            #expect(try last("db.client.connection.pending_requests") == 0)
            #expect(metrics.timers.isEmpty)
        }
    }

    @Test("count a connection that is lost as closed")
    func lost() throws {
        try withMetricsFactory(metrics) { () throws in
            let shop = ConnectionPoolMetrics(name: "shop")
            shop.connectionOpened()
            _ = shop.connectionRequested().granted()
            #expect(try count("used") == 0)
            #expect(try count("idle") == 0)
        }
    }

    @Test("tell a backend that comes late what was before, and take a pool's limits with it when it goes")
    func late() throws {
        var shop: ConnectionPoolMetrics? = ConnectionPoolMetrics(name: "shop", maximum: 7)
        shop?.connectionOpened()
        shop?.connectionOpened()
        try withMetricsFactory(metrics) { () throws in
            shop?.connectionOpened()
            #expect(try count("idle") == 3)
        }
        try withMetricsFactory(metrics) { () throws in
            shop = ConnectionPoolMetrics(name: "shop", maximum: 7)
            #expect(try last("db.client.connection.max") == 7)
            shop = nil
            #expect(try last("db.client.connection.max") == 0)
        }
    }

    @Test("count what the span of a connection's start brings")
    func connect() throws {
        try withMetricsFactory(metrics) { () throws in
            let shop = ConnectionPoolMetrics(name: "shop")
            let database = TracedDatabase(system: .postgresql)
            database.withConnect(pool: shop) { _ in }
            #expect(throws: Boom.self) { try database.withConnect(pool: shop) { _ in throw Boom() } }
            #expect(try count("idle") == 1)
            #expect(try metrics.expectTimer("db.client.connection.create_time", pool).values.count == 1)
        }
    }
}

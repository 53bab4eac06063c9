import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineSQL
import Tracing

@Suite("The span of a statement")
struct StatementSpanTests {
    private let database = TracedDatabase.postgresql()

    @Test("has every attribute of the convention, and no more")
    func attributes() async throws {
        let span = try await record {
            await database.withStatement("SELECT * FROM orders WHERE id = $1") { span in
                #expect(span.isRecording)
                #expect(span.sql == "SELECT * FROM orders WHERE id = $1")
                await Task.yield()  // a driver waits for its answer here
                span.returnedRows = 3
            }
        }
        #expect(span.operationName == "SELECT orders")
        #expect(span.kind == .client)
        #expect(span.status == nil)
        #expect(span.events.isEmpty)
        let expected: [String: AttributeValue] = [
            "db.system.name": "postgresql",
            "db.namespace": "shop|public",
            "db.query.summary": "SELECT orders",
            "db.query.text": "SELECT * FROM orders WHERE id = $1",
            "db.response.returned_rows": 3,
            "server.address": "db.internal",
            "server.port": 5433,
        ]
        #expect(span.allAttributes == expected)
    }

    @Test("has only the system where nothing else is known")
    func fewAttributes() throws {
        let database = TracedDatabase(system: .otherSQL)
        let span = try record { database.withStatement("gibberish 12") { _ in } }
        #expect(span.operationName == "other_sql")
        #expect(span.allAttributes == ["db.system.name": "other_sql", "db.query.text": "gibberish ?"])
    }

    @Test(
        "is harmless for blank texts and comments",
        arguments: ["", " ", "\n\t", ";", " ; ", "-- nothing", "/* nothing */", "/*", "-- a\n/* b */", "\u{0}"]
    )
    func blank(sql: String) throws {
        let span = try record { database.withStatement(sql) { #expect($0.sql == sql) } }
        #expect(span.operationName == "postgresql")
        #expect(span[.dbQuerySummary] == nil)
        if !sql.contains(";") { #expect(span[.dbQueryText] == nil) }
    }

    @Test("is the parent of what is done in it, and the child of what it is done in")
    func context() async throws {
        let tracer = InMemoryTracer()
        await withTracer(tracer) {
            await withSpan("request") { _ in
                await database.withStatement("SELECT 1") { _ in withSpan("inside") { _ in } }
            }
        }
        let spans = Dictionary(uniqueKeysWithValues: tracer.finishedSpans.map { ($0.operationName, $0) })
        #expect(spans["SELECT"]?.parentSpanID == spans["request"]?.spanID)
        #expect(spans["inside"]?.parentSpanID == spans["SELECT"]?.spanID)
    }

    @Test("takes its parent from a context, for drivers that call back")
    func explicitContext() throws {
        let tracer = InMemoryTracer()
        withTracer(tracer) {
            let request = startSpan("request")
            let span = database.startStatement("SELECT * FROM orders", context: request.context)
            span.end(returnedRows: 7, statusCode: "01000")
            span.end(returnedRows: 8, error: Boom())
            request.end()
        }
        let span = try #require(tracer.finishedSpans.first { $0.operationName == "SELECT orders" })
        #expect(span.parentSpanID == tracer.finishedSpans.first { $0.operationName == "request" }?.spanID)
        #expect(span[.dbResponseReturnedRows] == 7)
        #expect(span[.dbResponseStatusCode] == "01000")
        #expect(span.status == nil)
        #expect(tracer.finishedSpans.count == 2)
    }

    @Test("ends when nobody holds it any more")
    func release() throws {
        let span = try record { _ = database.startStatement("SELECT 1") }
        #expect(span.operationName == "SELECT")
    }

    @Test("is internal for a database in this process's memory")
    func inMemory() throws {
        let database = TracedDatabase(system: .sqlite, namespace: ":memory:", isInMemory: true)
        #expect(try record { database.withStatement("SELECT 1") { _ in } }.kind == .internal)
    }

    @Test("has a port only where it is not the system's own")
    func ports() throws {
        for (port, recorded) in [(5432, nil), (5433, 5433), (nil, nil)] as [(Int?, Int?)] {
            let server = DatabaseEndpoint(address: "db", port: port)
            let database = TracedDatabase(system: .postgresql, server: server)
            let span = try record { database.withStatement("SELECT 1") { _ in } }
            #expect(span[.serverAddress] == "db")
            #expect(span[.serverPort] == recorded)
        }
    }

    @Test("has the caller's words where there are better ones than the text's")
    func explicitNames() throws {
        let span = try record {
            database.withStatement(
                "SELECT * FROM users WHERE id = $1",
                summary: "get user by id",
                operation: "SELECT",
                collection: "users"
            ) { _ in }
        }
        #expect(span.operationName == "get user by id")
        #expect(span[.dbQuerySummary] == "get user by id")
        #expect(span[.dbOperationName] == "SELECT")
        #expect(span[.dbCollectionName] == "users")
        #expect(span[.dbQueryText] == "SELECT * FROM users WHERE id = $1")
    }

    @Test("falls back from summary to operation and target, to either, to the system")
    func names() throws {
        func name(_ operation: String?, _ collection: String?) throws -> String {
            try record { database.withStatement("?", operation: operation, collection: collection) { _ in } }
                .operationName
        }
        #expect(try name("GET", "users") == "GET users")
        #expect(try name("GET", nil) == "GET")
        #expect(try name(nil, "users") == "users")
        #expect(try name(nil, nil) == "postgresql")
    }

    @Test("has the caller's own attributes, and the node that was asked")
    func more() throws {
        let span = try record {
            database.withStatement("SELECT 1") { span in
                span.setAttributes(["shop.replica": true])
                span.setPeer(DatabaseEndpoint(address: "10.0.0.7", port: 5433))
            }
        }
        #expect(span.allAttributes["shop.replica"] == true)
        #expect(span[.networkPeerAddress] == "10.0.0.7")
        #expect(span[.networkPeerPort] == 5433)
    }

    @Test("records the number of rows unless told not to, and no impossible one")
    func returnedRows() throws {
        let quiet = TracedDatabase.postgresql { $0.returnedRows = false }
        #expect(try record { quiet.withStatement("SELECT 1") { $0.returnedRows = 1 } }[.dbResponseReturnedRows] == nil)
        #expect(
            try record { database.withStatement("SELECT 1") { $0.returnedRows = -1 } }[.dbResponseReturnedRows] == nil
        )
        #expect(try record { database.withStatement("SELECT 1") { $0.returnedRows = 0 } }[.dbResponseReturnedRows] == 0)
    }

    @Test("costs nothing and harms nothing without a tracing backend")
    func noBackend() {
        withTracer(NoOpTracer()) {
            var wasAsked = false
            func parameters() -> [QueryParameter] {
                wasAsked = true
                return []
            }
            let rows = TracedDatabase.postgresql { $0.parameters = .all }
                .withStatement("SELECT 1", parameters: parameters()) { span in
                    #expect(!span.isRecording)
                    return 3
                }
            #expect(rows == 3)
            #expect(!wasAsked)
        }
    }
}

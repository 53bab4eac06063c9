import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineSQL

@Suite("The span of a call without a text")
struct OperationTests {
    @Test("of a stored procedure names it, by the system's own word")
    func storedProcedures() async throws {
        let postgresql = try await record {
            await TracedDatabase.postgresql().withStoredProcedure("shop.close_orders") { _ in await Task.yield() }
        }
        #expect(postgresql.operationName == "CALL shop.close_orders")
        #expect(postgresql[.dbQuerySummary] == "CALL shop.close_orders")
        #expect(postgresql[.dbOperationName] == "CALL")
        #expect(postgresql[.dbStoredProcedureName] == "shop.close_orders")
        #expect(postgresql[.dbQueryText] == nil)

        let server = try record { TracedDatabase(system: .microsoftSQLServer).withStoredProcedure("p") { _ in } }
        #expect(server.operationName == "EXECUTE p")
    }

    @Test("on a table has it as its target")
    func operations() async throws {
        let span = try await record {
            await TracedDatabase.postgresql().withOperation("COPY", collection: "orders") { _ in await Task.yield() }
        }
        #expect(span.operationName == "COPY orders")
        #expect(span[.dbOperationName] == "COPY")
        #expect(span[.dbCollectionName] == "orders")
        #expect(span[.dbQuerySummary] == "COPY orders")
    }

    @Test("of a connection's start names the database, else the server, else nothing")
    func connect() async throws {
        #expect(
            try await record { await TracedDatabase.postgresql().withConnect { _ in await Task.yield() } }.operationName
                == "CONNECT shop|public"
        )
        func name(_ server: DatabaseEndpoint?) throws -> String {
            try record { TracedDatabase(system: .postgresql, server: server).withConnect { _ in } }.operationName
        }
        #expect(try name(DatabaseEndpoint(address: "db")) == "CONNECT db:5432")
        #expect(try name(DatabaseEndpoint(address: "::1", port: 1)) == "CONNECT [::1]:1")
        #expect(try name(nil) == "CONNECT")
        #expect(throws: Boom.self) {
            _ = try record { try TracedDatabase.postgresql().withConnect { _ in throw Boom() } }
        }
    }
}

@Suite("The values of parameters")
struct QueryParameterTests {
    private let parameters = [QueryParameter(0, "alice"), QueryParameter("age", "42"), QueryParameter(2, nil)]

    private func recorded(_ recording: ParameterRecording) throws -> [String: AttributeValue] {
        let database = TracedDatabase.postgresql { $0.parameters = recording }
        let span = try record { database.withStatement("SELECT $1", parameters: parameters) { _ in } }
        return span.allAttributes.filter { $0.key.hasPrefix("db.query.parameter.") }
    }

    @Test("are not recorded, and not even asked for")
    func never() throws {
        func ask() -> [QueryParameter] {
            Issue.record("nobody wants them")
            return []
        }
        let span = try record { TracedDatabase.postgresql().withStatement("SELECT $1", parameters: ask()) { _ in } }
        #expect(span[.dbQuerySummary] == "SELECT")
    }

    @Test("are recorded on opt-in, all or by name")
    func optIn() throws {
        #expect(try recorded(.none) == [:])
        #expect(try recorded(.keys(["age", "7"])) == ["db.query.parameter.age": "42"])
        #expect(
            try recorded(.all) == [
                "db.query.parameter.0": "alice", "db.query.parameter.age": "42", "db.query.parameter.2": "NULL",
            ]
        )
    }

    @Test("are bounded, in length and number")
    func bounds() throws {
        let database = TracedDatabase.postgresql { $0.parameters = .all }
        let many = (0..<1000).map { QueryParameter($0, String(repeating: "é", count: 1000)) }
        let span = try record { database.withStatement("SELECT $1", parameters: many) { _ in } }
        let values = span.allAttributes.filter { $0.key.hasPrefix("db.query.parameter.") }
        #expect(values.count == 64)
        #expect(values["db.query.parameter.0"] == .string(String(repeating: "é", count: 512) + "…"))
    }
}

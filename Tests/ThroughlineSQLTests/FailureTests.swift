import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import ThroughlineSQL
import Tracing

@Suite("A call that fails")
struct FailureTests {
    private struct DriverError: Error, CustomStringConvertible {
        var code: String
        var message = "duplicate key"
        var description: String { "(alice@example.com) already exists" }
    }

    private let database = TracedDatabase.postgresql {
        $0.describeFailure = { error in
            guard let error = error as? DriverError else { return DatabaseFailure() }
            return DatabaseFailure(statusCode: error.code, message: error.message)
        }
    }

    @Test("throws the same error, and records it once")
    func sameError() async throws {
        let span = try await record {
            await #expect(throws: DriverError.self) {
                try await database.withStatement("SELECT 1") { _ in
                    await Task.yield()
                    throw DriverError(code: "23505")
                }
            }
        }
        #expect(span[.dbResponseStatusCode] == "23505")
        #expect(span[.errorType] == "23505")
        #expect(span.status?.code == .error)
        #expect(span.status?.message == "duplicate key")
        #expect(span.errors.isEmpty)
        #expect(span.events.map(\.name) == ["exception"])
        #expect(span.events.first?.attributes["exception.message"]?.toSpanAttribute() == .string("duplicate key"))
    }

    @Test("records nothing of an error but its type, where nobody says what is safe")
    func safety() throws {
        let database = TracedDatabase(system: .sqlite)
        let span = try record {
            #expect(throws: DriverError.self) {
                try database.withStatement("SELECT 1") { _ in throw DriverError(code: "x") }
            }
        }
        #expect((span[.errorType] ?? "").hasSuffix("DriverError"))
        #expect(span.status?.code == .error)
        #expect(span.status?.message == nil)
        #expect(span.errors.isEmpty)
        let event = try #require(span.events.first)
        #expect(span.events.count == 1)
        var attributes: [String: AttributeValue] = [:]
        event.attributes.forEach { attributes[$0] = AttributeValue($1) }
        #expect(attributes.keys.sorted() == ["exception.type"])
    }

    @Test("has the type that the description gives, before the code, before the error's own")
    func types() throws {
        func type(_ failure: DatabaseFailure) throws -> String? {
            let database = TracedDatabase.postgresql { $0.describeFailure = { _ in failure } }
            return try record { database.startStatement("SELECT 1").end(error: Boom()) }[.errorType]
        }
        #expect(try type(DatabaseFailure(statusCode: "08006", errorType: "timeout")) == "timeout")
        #expect(try type(DatabaseFailure(statusCode: "08006")) == "08006")
        #expect(try type(DatabaseFailure()) == "ThroughlineSQLTests.Boom")
    }

    @Test("takes the code that the driver's callback gives before the description's")
    func explicitCode() throws {
        let span = try record {
            database.startStatement("SELECT 1").end(statusCode: "40001", error: DriverError(code: "40P01"))
        }
        #expect(span[.dbResponseStatusCode] == "40001")
        #expect(span[.errorType] == "40001")
    }

    @Test("is no error where the caller cancelled it")
    func cancellation() throws {
        let spans = [
            try record { database.startStatement("SELECT 1").end(error: CancellationError()) },
            try record {
                TracedDatabase.postgresql { $0.describeFailure = { _ in DatabaseFailure(isCancellation: true) } }
                    .startStatement("SELECT 1").end(error: Boom())
            },
        ]
        for span in spans {
            #expect(span.status == nil)
            #expect(span[.errorType] == nil)
            #expect(span.events.isEmpty)
        }
    }

    @Test("is no error where a cancelled task's statement was stopped, and one where it is no cancelled task's")
    func cancelledTask() async throws {
        let stopped = try await record {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                database.startStatement("SELECT 1").end(error: DriverError(code: "57014"))
            }
            await task.value
        }
        #expect(stopped.status == nil)
        #expect(stopped[.errorType] == nil)
        #expect(stopped[.dbResponseStatusCode] == "57014")

        let timedOut = try record { database.startStatement("SELECT 1").end(error: DriverError(code: "57014")) }
        #expect(timedOut[.errorType] == "57014")
    }

    @Test("keeps a code of a call that went well, without an error")
    func warning() throws {
        let span = try record { database.withStatement("SELECT 1") { $0.statusCode = "01000" } }
        #expect(span[.dbResponseStatusCode] == "01000")
        #expect(span[.errorType] == nil)
        #expect(span.status == nil)
    }
}

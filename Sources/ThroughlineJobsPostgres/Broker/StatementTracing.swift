import SpanRecording
import ThroughlineSQL
import Tracing

/// Spans for the broker's own statements, on request.
struct StatementTracing: Sendable {
    private let database: TracedDatabase

    init(_ url: PostgresURL, schema: Schema) {
        var options = TracedDatabase.Options()
        options.describeFailure = { error in
            // What the server says about a statement names tables and rules; the rest of an error is never recorded.
            DatabaseFailure(statusCode: (error as? PostgresError)?.sqlState)
        }
        database = TracedDatabase(
            system: .postgresql,
            namespace: [url.database, schema.name.filter { $0 != "\"" }].compactMap { $0 }.joined(separator: "|"),
            server: url.host.map { DatabaseEndpoint(address: $0, port: url.port) },
            options: options
        )
    }

    fileprivate func run<Value: Sendable>(_ call: Call, _ body: () async throws -> Value) async throws -> Value {
        let span = database.startStatement(call.sql, isParameterised: true)
        do {
            let value = try await body()
            span.end()
            return value
        } catch {
            span.end(error: error)
            throw error
        }
    }
}

extension StatementTracing? {
    func traced<Value: Sendable>(_ call: Call, _ body: () async throws -> Value) async throws -> Value {
        guard let self else { return try await body() }
        return try await self.run(call, body)
    }
}

import GRDB
import SemanticConventions
import SpanRecording
import Synchronization
import ThroughlineSQL
import Tracing

/// One `read` or `write`: from when it is wanted, over the wait for a connection, to its end.
final class DatabaseAccess: Sendable {
    private let span: any RecordingSpan
    private let connections: CountedConnections?
    private let request: ConnectionRequest?
    private let requested = ContinuousClock.now
    private let use = Mutex<ConnectionUse?>(nil)

    init(span: any RecordingSpan, connections: CountedConnections?) {
        self.span = span
        self.connections = connections
        request = connections?.metrics.connectionRequested()
    }

    /// The access has its connection, and the application's code is about to run.
    func granted(_ db: Database) -> Database {
        if span.isRecording {
            let wait = ContinuousClock.now - requested
            span.setAttributes([AttributeKey.throughlineDBWait.name: .double(wait / .seconds(1))])
        }
        if let connections, let request {
            connections.count(db)
            let granted = request.granted()
            use.withLock { $0 = granted }
        }
        return db
    }

    /// Runs an access in the span, and ends it.
    func run<Result>(_ body: (DatabaseAccess) throws -> Result) rethrows -> Result {
        do {
            let result = try InstrumentationContext.$current.withValue(span.context) { try body(self) }
            end(nil)
            return result
        } catch {
            end(error)
            throw error
        }
    }

    /// Runs an access in the span, and ends it.
    func run<Result>(_ body: (DatabaseAccess) async throws -> Result) async rethrows -> Result {
        do {
            let result = try await InstrumentationContext.$current.withValue(span.context) { try await body(self) }
            end(nil)
            return result
        } catch {
            end(error)
            throw error
        }
    }

    /// Runs a callback in the span, and ends it. GRDB calls it outside of any task, so that only here the trace goes on.
    func run(with result: Result<Database, any Error>, _ body: (Result<Database, any Error>) -> Void) {
        let error: (any Error)?
        switch result {
        case .success(let db):
            _ = granted(db)
            error = nil
        case .failure(let failure):
            error = failure
        }
        InstrumentationContext.$current.withValue(span.context) { body(result) }
        end(error)
    }

    private func end(_ error: (any Error)?) {
        let use = use.withLock { use in
            defer { use = nil }
            return use
        }
        if let use { use.returned() } else { request?.cancelled() }
        if let error, span.isRecording, !(error is CancellationError) { record(error) }
        span.end()
    }

    /// Only the error's kind: its description can quote the statement.
    private func record(_ error: any Error) {
        let failure = (error as? DatabaseError)?.failureOfUnknownText
        var attributes: Attributes = [:]
        attributes[.errorType] = failure?.errorType ?? ErrorType.name(of: error)
        attributes[.dbResponseStatusCode] = failure?.statusCode
        span.setAttributes(attributes)
        span.setStatus(SpanStatus(code: .error, message: failure?.message))
    }
}

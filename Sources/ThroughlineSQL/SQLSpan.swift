public import SpanRecording
import Synchronization
public import Tracing

/// The span of one call of a database.
///
/// It ends once; what is said of it later is ignored. The call's duration and the rows that it returned go into the
/// metrics, also where the span is not recorded.
public final class SQLSpan: Sendable {
    /// The text to send: the statement's, with the comment that carries the trace where that is asked for.
    public let sql: String
    /// Whether the span is recorded, and it is worth finding out more about it.
    public let isRecording: Bool
    /// The context for everything that is done for the call.
    public var context: InstrumentationContext { span.context }

    private let span: any RecordingSpan
    private let database: TracedDatabase
    private let state = Mutex(State())

    private struct State {
        var returnedRows: Int?
        var statusCode: String?
    }

    init(
        _ call: DatabaseCall,
        sql: String = "",
        parameters: @autoclosure () -> [QueryParameter] = [],
        database: TracedDatabase,
        context: @autoclosure () -> InstrumentationContext
    ) {
        self.sql = sql
        self.database = database
        span = database.scope.startSpan(database.system.name, context: context(), ofKind: .client)
        isRecording = span.isRecording
    }

    deinit { end() }

    /// How many rows the call returned, where that is known.
    public var returnedRows: Int? {
        get { state.withLock { $0.returnedRows } }
        set { state.withLock { $0.returnedRows = newValue } }
    }

    /// The database's code for how the call went, where it is told of success too: a warning, say.
    public var statusCode: String? {
        get { state.withLock { $0.statusCode } }
        set { state.withLock { $0.statusCode = newValue } }
    }

    /// Another text of this call, with the comment that carries the trace where that is asked for.
    public func commenting(_ sql: String) -> String { sql }

    /// The database node that the call went to, where the client talks to nodes itself: `network.peer.*`.
    public func setPeer(_ peer: DatabaseEndpoint) {}

    /// Sets attributes of the caller's own.
    public func setAttributes(_ attributes: Attributes) {
        guard isRecording else { return }
        span.setAttributes(attributes)
    }

    /// Ends the span.
    ///
    /// - Parameters:
    ///   - returnedRows: How many rows the call returned; `nil` where ``returnedRows`` says it, or it is not known.
    ///   - statusCode: The database's code; `nil` where the error or ``statusCode`` says it.
    ///   - error: What the call failed with.
    public func end(returnedRows: Int? = nil, statusCode: String? = nil, error: (any Error)? = nil) {
        span.end()
    }

    func run<Result>(_ body: (SQLSpan) throws -> Result) rethrows -> Result {
        do {
            let result = try InstrumentationContext.$current.withValue(context) { try body(self) }
            end()
            return result
        } catch {
            end(error: error)
            throw error
        }
    }

    func run<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLSpan) async throws -> Result
    ) async rethrows -> Result {
        do {
            let result = try await InstrumentationContext.$current.withValue(context) { try await body(self) }
            end()
            return result
        } catch {
            end(error: error)
            throw error
        }
    }
}

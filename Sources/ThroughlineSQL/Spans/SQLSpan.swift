import MetricRecording
import SemanticConventions
public import SpanRecording
import Synchronization
public import Tracing

/// The span of one call of a database.
///
/// It ends once, at the first ``end(returnedRows:statusCode:error:)`` or when nobody holds it any more; what is said of it
/// later is ignored. The call's duration and the rows that it returned go into the metrics, also where the span is not
/// recorded.
public final class SQLSpan: Sendable {
    /// The text to send: the statement's, with the comment that carries the trace where that is asked for
    /// (``TracedDatabase/Options/comments``). Empty for a call that has no single text.
    public let sql: String
    /// Whether the span is recorded, and it is worth finding out more about it.
    public let isRecording: Bool
    /// The context for everything that is done for the call.
    public var context: InstrumentationContext { span.context }

    private let span: any RecordingSpan
    private let call: DatabaseCall
    private let database: TracedDatabase
    /// `nil` where nobody collects metrics.
    private let start: ContinuousClock.Instant?
    private let state = Mutex(State())

    private struct State {
        var returnedRows: Int?
        var statusCode: String?
        var hasEnded = false
    }

    init(
        _ call: DatabaseCall,
        sql: String = "",
        parameters: @autoclosure () -> [QueryParameter] = [],
        database: TracedDatabase,
        context: @autoclosure () -> InstrumentationContext
    ) {
        self.call = call
        self.database = database
        span = database.scope.startSpan(
            call.name,
            context: context(),
            ofKind: database.isInMemory ? .internal : .client,
            attributes: call.attributes
        )
        isRecording = span.isRecording
        start = operationDuration.isEnabled ? .now : nil
        self.sql = database.commenting(sql, context: span.context)
        if isRecording, database.options.parameters != .none {
            span.setAttributes(Attributes(parameters(), recording: database.options.parameters))
        }
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

    /// Another text of this call, such as one of a batch, with the comment that carries the trace where that is asked for.
    public func commenting(_ sql: String) -> String {
        database.commenting(sql, context: context)
    }

    /// The database node that the call went to, where the client talks to nodes itself: `network.peer.*`.
    public func setPeer(_ peer: DatabaseEndpoint) {
        var attributes: Attributes = [:]
        attributes[.networkPeerAddress] = peer.address
        if let port = peer.port { attributes[.networkPeerPort] = port }
        setAttributes(attributes)
    }

    /// Sets attributes of the caller's own.
    public func setAttributes(_ attributes: Attributes) {
        guard isRecording else { return }
        span.setAttributes(attributes)
    }

    /// Ends the span.
    ///
    /// - Parameters:
    ///   - returnedRows: How many rows the call returned; `nil` where ``returnedRows`` says it, or it is not known.
    ///   - statusCode: The database's code; `nil` where the error's description or ``statusCode`` says it.
    ///   - error: What the call failed with. A `CancellationError` and whatever
    ///     ``TracedDatabase/Options/describeFailure`` calls a cancellation is no failure.
    ///   - instant: When the call ended, where that was before now.
    public func end(
        returnedRows: Int? = nil,
        statusCode: String? = nil,
        error: (any Error)? = nil,
        at instant: ContinuousClock.Instant? = nil
    ) {
        let known: State? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state
        }
        guard let known else { return }
        guard isRecording || start != nil else { return span.end() }

        let outcome = CallOutcome(
            returnedRows: returnedRows ?? known.returnedRows,
            statusCode: statusCode ?? known.statusCode,
            error: error,
            in: database
        )
        if isRecording { outcome.record(on: span, returnedRows: database.options.returnedRows) }
        if let instant {
            span.end(at: DefaultTracerClock.Timestamp(instant))
        } else {
            span.end()
        }
        if let start { outcome.record(after: (instant ?? .now) - start, call) }
    }
}

extension SQLSpan {
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

extension DefaultTracerClock.Timestamp {
    /// The wall clock's time at an instant before now.
    fileprivate init(_ instant: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (ContinuousClock.now - instant).components
        let elapsed = UInt64(max(0, seconds)) &* 1_000_000_000 &+ UInt64(max(0, attoseconds) / 1_000_000_000)
        let now = DefaultTracerClock.now.nanosecondsSinceEpoch
        self.init(nanosecondsSinceEpoch: now > elapsed ? now - elapsed : now)
    }
}

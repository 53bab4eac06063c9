import MetricRecording
import SemanticConventions
import SpanRecording
import Tracing

/// How a call went.
struct CallOutcome {
    private let returnedRows: Int?
    private let statusCode: String?
    private let failure: Failure?

    private struct Failure {
        /// `error.type`
        let type: String
        /// `exception.type`
        let exceptionType: String
        let message: String?
    }

    init(returnedRows: Int?, statusCode: String?, error: (any Error)?, in database: TracedDatabase) {
        self.returnedRows = returnedRows.flatMap { $0 >= 0 ? $0 : nil }
        guard let error else {
            self.statusCode = statusCode
            failure = nil
            return
        }
        // Foreign code; no lock is held here.
        let description = database.options.describeFailure(error)
        let code = statusCode ?? description.statusCode
        self.statusCode = code
        guard !description.isCancellation, !(error is CancellationError),
            !(Task.isCancelled && database.system.isCancellation(code))
        else {
            failure = nil
            return
        }
        let exceptionType = ErrorType.name(of: error)
        failure = Failure(
            type: description.errorType ?? code ?? exceptionType,
            exceptionType: exceptionType,
            message: description.message
        )
    }

    func record(on span: any RecordingSpan, returnedRows recordsRows: Bool) {
        var attributes: Attributes = [:]
        if recordsRows, let returnedRows { attributes[.dbResponseReturnedRows] = returnedRows }
        if let statusCode { attributes[.dbResponseStatusCode] = statusCode }
        if let failure { attributes[.errorType] = failure.type }
        if !attributes.isEmpty { span.setAttributes(attributes) }

        guard let failure else { return }
        // Not `recordError`, which records the error's description, whatever that quotes.
        var exception: SpanAttributes = [AttributeKey.exceptionType.name: .string(failure.exceptionType)]
        if let message = failure.message { exception[AttributeKey.exceptionMessage.name] = message }
        span.addEvent(SpanEvent(name: exceptionEventName, attributes: exception))
        span.setStatus(SpanStatus(code: .error, message: failure.message))
    }

    func record(after duration: Duration, _ call: DatabaseCall) {
        var attributes = call.metricAttributes
        if let statusCode { attributes[.dbResponseStatusCode] = statusCode }
        if let failure { attributes[.errorType] = failure.type }
        operationDuration.record(duration, attributes: attributes)
        if let rows = self.returnedRows { returnedRowsHistogram.record(rows, attributes: attributes) }
    }
}

let operationDuration = DurationHistogram(.dbClientOperationDuration)
private let returnedRowsHistogram = Histogram(.dbClientResponseReturnedRows)

extension DatabaseSystem {
    /// Whether this is the code with which a statement ends that was told to stop. A time limit of the database's own can have
    /// the same, so that it counts only where the caller's task is cancelled.
    fileprivate func isCancellation(_ code: String?) -> Bool {
        switch (dialect, code) {
        case (.postgresql, "57014"), (.sqlite, "9"), (.mysql, "1317"), (.oracle, "ORA-01013"): true
        default: false
        }
    }
}

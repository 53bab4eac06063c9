import OTLP

/// A collector's answer to a request that it has accepted, of whatever signal.
protocol ExportServiceResponse: Message {
    /// What it takes back of that, or warns of; `nil` if it says nothing.
    var reservation: (rejected: Int64, message: String)? { get }
}

extension ExportTraceServiceResponse: ExportServiceResponse {
    var reservation: (rejected: Int64, message: String)? {
        guard let partialSuccess, partialSuccess != ExportTracePartialSuccess() else { return nil }
        return (partialSuccess.rejectedSpans, partialSuccess.errorMessage)
    }
}

extension ExportMetricsServiceResponse: ExportServiceResponse {
    var reservation: (rejected: Int64, message: String)? {
        guard let partialSuccess, partialSuccess != ExportMetricsPartialSuccess() else { return nil }
        return (partialSuccess.rejectedDataPoints, partialSuccess.errorMessage)
    }
}

extension ExportLogsServiceResponse: ExportServiceResponse {
    var reservation: (rejected: Int64, message: String)? {
        guard let partialSuccess, partialSuccess != ExportLogsPartialSuccess() else { return nil }
        return (partialSuccess.rejectedLogRecords, partialSuccess.errorMessage)
    }
}

public import OTLP

/// Log records on their way to an exporter: encoded already, grouped by scope, under their resource.
public struct LogRecordBatch: Sendable {
    /// The number of log records.
    public let count: Int

    /// An `ExportLogsServiceRequest` in protobuf's wire format, ready to be sent.
    public let encoded: [UInt8]

    /// - Parameters:
    ///   - count: The number of log records in `encoded`.
    ///   - encoded: An `ExportLogsServiceRequest` in protobuf's wire format.
    public init(count: Int, encoded: [UInt8]) {
        self.count = count
        self.encoded = encoded
    }

    /// The same request as values, for an exporter that does not speak protobuf.
    public func decoded() throws(OTLPError) -> ExportLogsServiceRequest {
        try ExportLogsServiceRequest(protobuf: encoded)
    }
}

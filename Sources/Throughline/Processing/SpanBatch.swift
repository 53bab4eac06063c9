public import OTLP

/// Ended spans, on their way to an exporter: encoded already, grouped by scope, under their resource.
public struct SpanBatch: Sendable {
    /// The number of spans.
    public let count: Int

    /// An `ExportTraceServiceRequest` in protobuf's wire format, ready to be sent.
    public let encoded: [UInt8]

    /// - Parameters:
    ///   - count: The number of spans in `encoded`.
    ///   - encoded: An `ExportTraceServiceRequest` in protobuf's wire format.
    public init(count: Int, encoded: [UInt8]) {
        self.count = count
        self.encoded = encoded
    }

    /// The same request as values, for an exporter that does not speak protobuf.
    public func decoded() throws(OTLPError) -> ExportTraceServiceRequest {
        try ExportTraceServiceRequest(protobuf: encoded)
    }
}

public import Logging

extension Logger.MetadataProvider {
    /// The current span as metadata, `trace_id`, `span_id` and `trace_flags`, for any log handler, and of any tracing backend that
    /// speaks W3C trace context:
    ///
    /// ```swift
    /// LoggingSystem.bootstrap(StreamLogHandler.standardError, metadataProvider: .traceContext)
    /// ```
    ///
    /// Source of the names: https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
    public static let traceContext = Logger.MetadataProvider {
        guard let spanContext = SpanContext.current else { return [:] }
        return [
            "trace_id": .string(spanContext.traceID.hex),
            "span_id": .string(spanContext.spanID.hex),
            "trace_flags": .string(spanContext.traceFlags.hex),
        ]
    }

    static let traceContextKeys: Set<String> = ["trace_id", "span_id", "trace_flags"]
}

extension TraceFlags {
    /// Two hexadecimal digits.
    fileprivate var hex: String {
        let digits = String(rawValue, radix: 16)
        return digits.utf8.count == 1 ? "0\(digits)" : digits
    }
}

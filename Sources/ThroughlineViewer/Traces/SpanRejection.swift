/// Why a span was not kept; the text goes back to the sender in `partial_success`.
public enum SpanRejection: Error, Hashable, Sendable, CaseIterable {
    /// The trace id is not 16 bytes, or all zero.
    case invalidTraceID
    /// The span id is not 8 bytes, or all zero.
    case invalidSpanID
    /// The parent's span id is neither 8 bytes nor absent.
    case invalidParentSpanID
    /// The span alone, or its trace together with it, is more than the store may hold.
    case storeFull
    /// The store could not write.
    case notWritten
}

extension SpanRejection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidTraceID: "trace_id is not 16 bytes, or all zero"
        case .invalidSpanID: "span_id is not 8 bytes, or all zero"
        case .invalidParentSpanID: "parent_span_id is neither 8 bytes nor empty"
        case .storeFull: "the trace is larger than the viewer's limits"
        case .notWritten: "the viewer's database cannot be written"
        }
    }
}

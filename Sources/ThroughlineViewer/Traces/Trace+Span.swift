public import OTLP

extension Trace {
    /// A span as it arrived, with what its request said about where it comes from.
    public struct Span: Hashable, Sendable, Identifiable {
        /// The span's id, unique in its trace.
        public let id: ID

        /// The parent's id; `nil` for a root.
        public let parentID: ID?

        /// The span itself.
        public let data: OTLP.Span

        /// The service that the span ran in.
        public let resource: Resource

        /// The instrumentation that recorded the span.
        public let scope: InstrumentationScope

        /// - Parameters:
        ///   - data: a span whose ids are valid: 8 bytes, not all zero, and for the parent also none at all.
        ///   - resource: what the span's request says of the service.
        ///   - scope: what the span's request says of the instrumentation.
        /// - Throws: ``SpanRejection`` when an id is not valid.
        public init(
            _ data: OTLP.Span,
            resource: Resource = Resource(),
            scope: InstrumentationScope = InstrumentationScope()
        ) throws(SpanRejection) {
            guard let id = ID(bytes: data.spanID) else { throw .invalidSpanID }
            self.id = id
            // Eight zeros are not what the specification wants of a root, but what it means.
            if data.parentSpanID.isEmpty || data.parentSpanID == [UInt8](repeating: 0, count: 8) {
                self.parentID = nil
            } else {
                guard let parentID = ID(bytes: data.parentSpanID) else { throw .invalidParentSpanID }
                self.parentID = parentID
            }
            self.data = data
            self.resource = resource
            self.scope = scope
        }

        /// What the operation is.
        public var name: String { data.name }

        /// The side of an interaction that the span stands on.
        public var kind: OTLP.Span.Kind { data.kind }

        /// What is known about the span, by name.
        public var attributes: [KeyValue] { data.attributes }

        /// The `service.name` of the resource; empty when unknown.
        public var serviceName: String { resource.attributes["service.name"]?.stringValue ?? "" }

        /// Whether the span failed.
        public var isError: Bool { data.status?.code == .error }

        /// When the span began: nanoseconds since 1970-01-01T00:00:00Z.
        public var startTimeUnixNano: UInt64 { data.startTimeUnixNano }

        /// When the span ended: nanoseconds since 1970-01-01T00:00:00Z.
        public var endTimeUnixNano: UInt64 { data.endTimeUnixNano }

        /// How long the span took, in nanoseconds; 0 when it says no start, or ends before it.
        public var durationNanoseconds: UInt64 {
            startTimeUnixNano > 0 && endTimeUnixNano > startTimeUnixNano ? endTimeUnixNano - startTimeUnixNano : 0
        }
    }
}

public import Tracing

/// The library that makes spans, and the place from which it starts them.
///
/// An instrumentation has one, for as long as the process lives:
///
/// ```swift
/// private let scope = InstrumentationScope(name: "MyDriver", version: "1.2.0")
///
/// let span = scope.startSpan("SELECT users", ofKind: .client, attributes: [...])
/// defer { span.end() }
/// if span.isRecording { span.setAttributes([...]) }
/// ```
///
/// The span goes to the current tracer: the one bound with `withTracer`, else the one that the application bootstrapped. A
/// ``RecordingTracer`` takes attributes and links at the start, without a detour; for any other backend they are set
/// through the standard API right after.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/common/instrumentation-scope/
public final class InstrumentationScope: Sendable {
    /// The library's name, such as its module's.
    public let name: String
    /// The library's version.
    public let version: String?
    /// The version of the semantic conventions that its spans follow.
    public let schemaURL: String?
    /// What else tells this scope from another.
    public let attributes: Attributes

    public init(name: String, version: String? = nil, schemaURL: String? = nil, attributes: Attributes = Attributes()) {
        self.name = name
        self.version = version
        self.schemaURL = schemaURL
        self.attributes = attributes
    }

    /// Whether there is a tracer. Where there is none, what only a span needs does not have to be found out.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/trace/api/#enabled
    public var isEnabled: Bool {
        if case .nothing = CurrentTracer.current { false } else { true }
    }

    /// Starts a span with the current tracer.
    ///
    /// - Parameters:
    ///   - name: The span's name, of low cardinality.
    ///   - context: What the span's parent is taken from; by default the task's current context.
    ///   - kind: The span's kind.
    ///   - attributes: What is known at the start; samplers see these.
    ///   - links: Spans that this one is related to.
    /// - Returns: A span that the caller must end.
    public func startSpan(
        _ name: String,
        context: @autoclosure () -> InstrumentationContext = .current ?? .topLevel,
        ofKind kind: SpanKind = .internal,
        attributes: @autoclosure () -> Attributes = Attributes(),
        links: [SpanLink] = [],
        function: String = #function,
        file fileID: String = #fileID,
        line: UInt = #line
    ) -> any RecordingSpan {
        switch CurrentTracer.current {
        case .recording(let tracer):
            return tracer.startRecordingSpan(
                name,
                context: context(),
                ofKind: kind,
                scope: self,
                attributes: attributes(),
                links: links
            )
        case .nothing:
            return StandardSpan(NoOpTracer.NoOpSpan(context: context()))
        case .standard:
            break
        }
        let span = StandardSpan(
            InstrumentationSystem.tracer.startAnySpan(
                name,
                context: context(),
                ofKind: kind,
                function: function,
                file: fileID,
                line: line
            )
        )
        if span.isRecording {
            span.setAttributes(attributes())
            for link in links { span.addLink(link) }
        }
        return span
    }
}

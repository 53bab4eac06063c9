import Tracing

/// A span of a tracing backend that knows nothing of flat attributes: it gets them one by one.
struct StandardSpan: RecordingSpan {
    private let span: any Tracing.Span

    init(_ span: any Tracing.Span) {
        self.span = span
    }

    func setAttributes(_ attributes: Attributes) {
        guard !attributes.isEmpty else { return }
        span.updateAttributes { standard in
            for attribute in attributes { standard.set(attribute.name, value: attribute.value.standard) }
        }
    }

    var context: InstrumentationContext { span.context }
    var isRecording: Bool { span.isRecording }

    var operationName: String {
        get { span.operationName }
        nonmutating set { span.operationName = newValue }
    }

    var attributes: SpanAttributes {
        get { span.attributes }
        nonmutating set { span.attributes = newValue }
    }

    func setStatus(_ status: SpanStatus) { span.setStatus(status) }
    func addEvent(_ event: SpanEvent) { span.addEvent(event) }
    func addLink(_ link: SpanLink) { span.addLink(link) }

    func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        let instant = instant()
        for (index, error) in ErrorChain.errors(of: error).enumerated() {
            span.recordError(error, attributes: index == 0 ? attributes : [:], at: instant)
        }
    }

    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        span.end(at: instant())
    }
}

import Tracing

/// What every span of one tracer shares.
final class SpanPipeline: Sendable {
    let limits: SpanLimits
    let recordsCodeLocation: Bool
    let processors: [any SpanProcessor]

    init(limits: SpanLimits, recordsCodeLocation: Bool, processors: [any SpanProcessor]) {
        self.limits = limits
        self.recordsCodeLocation = recordsCodeLocation
        self.processors = processors
    }

    func started(_ span: RecordedSpan) {
        for processor in processors {
            processor.onStart(ThroughlineSpan(.recorded(span)), parentContext: span.parentContext)
        }
    }

    func ended(_ span: RecordedSpan) {
        for processor in processors { processor.onEnd(span) }
    }
}

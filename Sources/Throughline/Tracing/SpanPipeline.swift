import Tracing

/// What every span of one tracer shares.
final class SpanPipeline: Sendable {
    let limits: SpanLimits
    let recordsCodeLocation: Bool
    let exceptions: ExceptionRecording
    /// The processors of the application, in its order; they come before the batches.
    private let processors: [any SpanProcessor]
    /// One for each exporter.
    private let batches: [BatchProcessor]
    /// Counts the spans that end; `nil` where nobody asks for it.
    private let endCounters: SpanCounters?

    init(
        limits: SpanLimits,
        recordsCodeLocation: Bool,
        exceptions: ExceptionRecording,
        processors: [any SpanProcessor],
        batches: [BatchProcessor],
        endCounters: SpanCounters? = nil
    ) {
        self.limits = limits
        self.recordsCodeLocation = recordsCodeLocation
        self.exceptions = exceptions
        self.processors = processors
        self.batches = batches
        self.endCounters = endCounters
    }

    @inline(__always)
    func started(_ span: RecordedSpan, parentContext: InstrumentationContext) {
        guard !processors.isEmpty else { return }
        for processor in processors {
            processor.onStart(ThroughlineSpan(.recorded(span)), parentContext: parentContext)
        }
    }

    func ended(_ span: RecordedSpan) {
        endCounters?.ended(isSampled: span.isSampled)
        for processor in processors { processor.onEnd(span) }
        guard span.isSampled else { return }
        for batch in batches { batch.append(span) }
    }

    func forceFlush() async {
        await withDiscardingTaskGroup { group in
            for processor in processors { group.addTask { await processor.forceFlush() } }
            for batch in batches { group.addTask { await batch.forceFlush() } }
        }
    }

    func shutdown() async {
        await withDiscardingTaskGroup { group in
            for processor in processors { group.addTask { await processor.shutdown() } }
            for batch in batches { group.addTask { await batch.shutdown() } }
        }
    }
}

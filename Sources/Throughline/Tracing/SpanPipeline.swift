import Tracing

/// What every span of one tracer shares.
final class SpanPipeline: Sendable {
    let limits: SpanLimits
    let recordsCodeLocation: Bool
    let exceptions: ExceptionRecording
    /// The processors of the application, in its order; they come before the batches.
    private let processors: [any SpanProcessor]
    /// Those of them that may still change a span.
    private let endingProcessors: [any EndingSpanProcessor]
    /// How many spans they have kept from being exported.
    let filtered = StripedCounter()
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
        endingProcessors = processors.compactMap { $0 as? any EndingSpanProcessor }
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
        let isExported = finish(span)
        for processor in processors { processor.onEnd(span) }
        guard isExported else { return }
        for batch in batches { batch.append(span) }
    }

    /// Lets processors change the span for the last time.
    ///
    /// - Returns: Whether it is exported.
    @inline(__always)
    private func finish(_ span: RecordedSpan) -> Bool {
        guard !endingProcessors.isEmpty else { return span.isSampled }
        var ending = EndingSpan(span)
        for processor in endingProcessors { processor.onEnding(&ending) }
        span.finish(as: ending)
        if span.isSampled, !ending.isExported { filtered.increment() }
        return span.isSampled && ending.isExported
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

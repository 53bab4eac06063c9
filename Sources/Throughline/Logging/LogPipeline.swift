import Logging
import OTLP
import SpanRecording
import Synchronization
import Tracing

/// What every log record of one telemetry goes through.
final class LogPipeline: Sendable {
    let settings: Configuration.Logs
    private let processors: [any LogRecordProcessor]
    /// One for each exporter.
    let batches: [BatchProcessor]
    /// Records that were made: those that a processor has dropped included.
    let created = StripedCounter()
    private let emitted = StripedCounter()
    private let scopes = Mutex<[String: SpanRecording.InstrumentationScope]>([:])

    init(settings: Configuration.Logs, processors: [any LogRecordProcessor], batches: [BatchProcessor]) {
        self.settings = settings
        self.processors = processors
        self.batches = batches
    }

    /// Records that were handed to the batches.
    var emittedCount: Int { emitted.value }

    /// The scope of a logger, by its label. Loggers are made all the time, and labels are few.
    func scope(named label: String) -> SpanRecording.InstrumentationScope {
        scopes.withLock { scopes in
            if let known = scopes[label] { return known }
            let scope = SpanRecording.InstrumentationScope(name: label)
            // Where labels are made up at run time, those that came first stay what they are.
            if scopes.count < ScopeTable.limit { scopes[label] = scope }
            return scope
        }
    }

    /// Whether such a record would be exported.
    func isEnabled(
        severity: SeverityNumber,
        eventName: String,
        scope: SpanRecording.InstrumentationScope,
        context: InstrumentationContext
    ) -> Bool {
        guard !batches.isEmpty || !processors.isEmpty, !OwnActivity.isCurrent else { return false }
        guard !processors.isEmpty else { return true }
        // A processor that logs is asked about that, too.
        guard LogNesting.enter() else { return false }
        defer { LogNesting.leave() }
        return processors.allSatisfy {
            $0.isEnabled(severity: severity, eventName: eventName, scope: scope, context: context)
        }
    }

    func emit(_ record: LogRecord, context: InstrumentationContext) {
        created.increment()
        guard !processors.isEmpty else { return enqueue(record) }
        guard LogNesting.enter() else { return }
        defer { LogNesting.leave() }
        var record = record
        for processor in processors {
            guard let processed = processor.onEmit(record, context: context) else { return }
            record = processed
        }
        enqueue(record)
    }

    private func enqueue(_ record: LogRecord) {
        emitted.increment()
        for batch in batches { batch.append(QueuedLogRecord(record: record, limits: settings.limits)) }
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

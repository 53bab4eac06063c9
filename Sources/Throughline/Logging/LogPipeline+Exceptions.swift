import OTLP
import SemanticConventions
import SpanRecording
import Tracing

extension LogPipeline {
    /// An error that a span has recorded, as a record in the span's context.
    ///
    /// Source: https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
    func emitException(_ attributes: SpanAttributes, of span: RecordedSpan, at time: UInt64) {
        let context = span.context
        let scope = scope(of: span)
        guard isEnabled(severity: .error, eventName: exceptionEventName, scope: scope, context: context) else { return }
        var record = LogRecord(severity: .error, eventName: exceptionEventName)
        record.timestamp = time
        record.scope = scope
        record.spanContext = span.spanContext
        attributes.forEach { name, value in
            guard let value = AttributeValue(value) else { return }
            record.attributes.append(KeyValue(key: name, value: AnyValue(value)))
        }
        emit(record, context: context)
    }

    /// The errors that led to another, as records of their own: in the same place of the same trace, each an `exception` event.
    func emitCauses(of error: any Error, like record: LogRecord, context: InstrumentationContext) {
        let causes = ErrorChain.errors(of: error).dropFirst()
        guard !causes.isEmpty,
            isEnabled(severity: record.severity, eventName: exceptionEventName, scope: record.scope, context: context)
        else { return }
        for cause in causes {
            var next = record
            next.body = nil
            next.eventName = exceptionEventName
            var attributes = LogAttributes(limit: settings.limits.attributeCount, isSensitive: settings.isSensitive)
            attributes.add(cause)
            next.attributes = attributes.attributes
            next.droppedAttributesCount = attributes.droppedCount
            emit(next, context: context)
        }
    }

    private func scope(of span: RecordedSpan) -> SpanRecording.InstrumentationScope {
        switch span.origin {
        case .scope(let scope): scope
        case .code(_, let fileID, _): scope(named: String(SpanOrigin.module(ofFileID: fileID)))
        }
    }
}

extension AnyValue {
    /// The value of an attribute of a span.
    init(_ value: AttributeValue) {
        self =
            switch value {
            case .string(let value): .string(value)
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .strings(let values): .array(values.map(AnyValue.string))
            case .bools(let values): .array(values.map(AnyValue.bool))
            case .ints(let values): .array(values.map(AnyValue.int))
            case .doubles(let values): .array(values.map(AnyValue.double))
            }
    }
}

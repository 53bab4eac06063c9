import OTLP
import SpanRecording

// A log record is encoded once, on the thread that logs it, straight into protobuf's wire format. Field numbers:
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto

/// A log record, as one element of `ScopeLogs.log_records`.
struct QueuedLogRecord: QueuedRecord {
    let record: LogRecord
    let limits: LogRecordLimits

    func encode(into writer: inout ProtobufWriter, origins: inout OriginCache, scopes: ScopeTable) -> Int? {
        let code = record.location.map {
            origins.codeAttributes(function: $0.function, fileID: $0.fileID, line: $0.line)
        }
        writer.message(field: 2) { encodeFields(into: &$0, codeAttributes: code) }
        return origins.index(of: record.scope, in: scopes)
    }

    /// Everything was text when the record was made.
    func describeValues() {}

    @inline(__always)
    private func encodeFields(into writer: inout ProtobufWriter, codeAttributes: [UInt8]?) {
        if let timestamp = record.timestamp { writer.fixed64(field: 1, timestamp) }
        if record.severity != .unspecified {
            writer.varint(field: 2, UInt64(bitPattern: Int64(record.severity.rawValue)))
        }
        if !record.severityText.isEmpty { writer.string(field: 3, record.severityText) }
        if let body = record.body {
            writer.message(field: 5) { $0.anyValue(body, maxLength: nil) }
        }
        for attribute in record.attributes.prefix(limits.attributeCount) {
            writer.message(field: 6) { $0.keyValue(attribute, maxLength: limits.attributeValueLength) }
        }
        codeAttributes?.withUnsafeBytes { writer.raw($0) }
        let dropped = record.droppedAttributesCount + max(record.attributes.count - limits.attributeCount, 0)
        if dropped > 0 { writer.varint(field: 7, UInt64(UInt32(clamping: dropped))) }
        if let spanContext = record.spanContext {
            writer.fixed32(field: 8, UInt32(spanContext.traceFlags.rawValue))
            writer.traceID(field: 9, spanContext.traceID)
            writer.spanID(field: 10, spanContext.spanID)
        }
        writer.fixed64(field: 11, record.observedTimestamp)
        if !record.eventName.isEmpty { writer.string(field: 12, record.eventName) }
    }
}

extension ProtobufWriter {
    /// The fields of a `KeyValue`.
    fileprivate mutating func keyValue(_ attribute: KeyValue, maxLength: Int?, depth: Int = 0) {
        string(field: 1, attribute.key)
        guard let value = attribute.value else { return }
        message(field: 2) { $0.anyValue(value, maxLength: maxLength, depth: depth) }
    }

    /// The one set field of an `AnyValue`.
    ///
    /// - Parameter depth: How many lists and dictionaries it is in. A value that is too deep would make its whole batch
    ///   unreadable.
    fileprivate mutating func anyValue(_ value: AnyValue, maxLength: Int?, depth: Int = 0) {
        switch value {
        case .empty: break
        case .string(let value): string(field: 1, maxLength == nil ? value : value.cut(to: maxLength))
        case .bool(let value): varint(field: 2, value ? 1 : 0)
        case .int(let value): varint(field: 3, UInt64(bitPattern: value))
        case .double(let value): double(field: 4, value)
        case .array, .keyValueList:
            guard depth < LogAttributes.maxDepth else { return string(field: 1, LogAttributes.leftOut) }
            container(value, maxLength: maxLength, depth: depth + 1)
        case .bytes(let value):
            value.prefix(maxLength ?? .max).withUnsafeBytes { bytes(field: 7, $0) }
        }
    }

    private mutating func container(_ value: AnyValue, maxLength: Int?, depth: Int) {
        switch value {
        case .array(let values):
            message(field: 5) { writer in
                for value in values {
                    writer.message(field: 1) { $0.anyValue(value, maxLength: maxLength, depth: depth) }
                }
            }
        case .keyValueList(let values):
            message(field: 6) { writer in
                for value in values {
                    writer.message(field: 1) { $0.keyValue(value, maxLength: maxLength, depth: depth) }
                }
            }
        default: break
        }
    }
}

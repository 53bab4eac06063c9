import OTLP
import SpanRecording
import Tracing

extension ProtobufWriter {
    mutating func traceID(field: Int, _ id: TraceID) {
        tag(field, .lengthDelimited)
        varint(16)
        littleEndian(id.high.byteSwapped)
        littleEndian(id.low.byteSwapped)
    }

    mutating func spanID(field: Int, _ id: SpanID) {
        tag(field, .lengthDelimited)
        varint(8)
        littleEndian(id.value.byteSwapped)
    }

    /// Writes the first `limit` attributes; returns how many were left out.
    ///
    /// A value that the application's code must describe is not written, and makes the span incomplete.
    @discardableResult
    mutating func attributes(
        field: Int,
        _ attributes: SpanAttributes,
        limit: Int,
        maxLength: Int?,
        isComplete: inout Bool
    ) -> Int {
        guard !attributes.isEmpty else { return 0 }
        var left = limit
        attributes.forEach { name, value in
            guard left > 0 else { return }
            left -= 1
            switch value {
            case .string(let value): attribute(field: field, name, value, maxLength: maxLength)
            case .int64(let value): attribute(field: field, name, value)
            case .stringConvertible, .stringConvertibleArray: isComplete = false
            default:
                guard let value = AttributeValue(value) else { return }
                attribute(field: field, name, value, maxLength: maxLength)
            }
        }
        return max(attributes.count - limit, 0)
    }

    /// A `KeyValue`.
    @inline(__always)
    mutating func attribute(field: Int, _ name: String, _ value: AttributeValue, maxLength: Int?) {
        switch value {
        case .string(let value): attribute(field: field, name, value, maxLength: maxLength)
        case .int(let value): attribute(field: field, name, value)
        default:
            message(field: field) { writer in
                writer.string(field: 1, name)
                writer.message(field: 2) { $0.anyValue(value, maxLength: maxLength) }
            }
        }
    }

    @inline(__always)
    private mutating func attribute(field: Int, _ name: String, _ value: String, maxLength: Int?) {
        if maxLength == nil {
            attribute(field: field, name, value)
        } else {
            attribute(field: field, name, value.cut(to: maxLength))
        }
    }

    @inline(__always)
    mutating func attribute(field: Int, _ name: String, _ value: String) {
        keyValue(field: field, key: name, string: value)
    }

    @inline(__always)
    mutating func attribute(field: Int, _ name: String, _ value: Int64) {
        keyValue(field: field, key: name, int: value)
    }

    /// The one set field of an `AnyValue`.
    private mutating func anyValue(_ value: AttributeValue, maxLength: Int?) {
        switch value {
        case .string(let value): string(field: 1, value.cut(to: maxLength))
        case .bool(let value): varint(field: 2, value ? 1 : 0)
        case .int(let value): varint(field: 3, UInt64(bitPattern: value))
        case .double(let value): double(field: 4, value)
        case .strings(let values): array(values) { $0.string(field: 1, $1.cut(to: maxLength)) }
        case .bools(let values): array(values) { $0.varint(field: 2, $1 ? 1 : 0) }
        case .ints(let values): array(values) { $0.varint(field: 3, UInt64(bitPattern: $1)) }
        case .doubles(let values): array(values) { $0.double(field: 4, $1) }
        }
    }

    private mutating func array<Element>(_ values: [Element], _ element: (inout ProtobufWriter, Element) -> Void) {
        message(field: 5) { writer in
            for value in values {
                writer.message(field: 1) { element(&$0, value) }
            }
        }
    }
}

extension String {
    /// The first `length` Unicode scalars; the whole string where there is no limit.
    func cut(to length: Int?) -> String {
        guard let length, utf8.count > length else { return self }
        return String(unicodeScalars.prefix(length))
    }
}

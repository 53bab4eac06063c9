import OTLP
import SpanRecording
import Tracing

// A span is encoded once, when it ends, on the thread that ends it, straight into protobuf's wire format. Field numbers:
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto

extension RecordedSpan: QueuedRecord {
    /// Writes the span as one element of `ScopeSpans.spans`.
    @inline(never)  // one place to count its instructions
    func encode(into writer: inout ProtobufWriter, origins: inout OriginCache, scopes: ScopeTable) -> Int? {
        let origin = origins.encoded(origin, in: scopes)
        return withState { state in
            var isComplete = true
            writer.message(field: 2) { writer in
                encodeFields(of: state, origin: origin, into: &writer, isComplete: &isComplete)
            }
            return isComplete ? origin.scope : nil
        }
    }

    @inline(__always)
    private func encodeFields(
        of state: borrowing State,
        origin: EncodedOrigin,
        into writer: inout ProtobufWriter,
        isComplete: inout Bool
    ) {
        let limits = pipeline.limits
        writer.traceID(field: 1, spanContext.traceID)
        writer.spanID(field: 2, spanContext.spanID)
        if !spanContext.traceState.isEmpty { writer.string(field: 3, spanContext.traceState.header) }
        if let parent { writer.spanID(field: 4, parent.spanID) }
        writer.string(field: 5, state.name)
        writer.varint(field: 6, kind.wireValue)
        writer.fixed64(field: 7, startTime)
        writer.fixed64(field: 8, state.end ?? startTime)

        switch state.attributes {
        case .flat(let attributes):
            for attribute in attributes {
                writer.attribute(field: 9, attribute.name, attribute.value, maxLength: limits.attributeValueLength)
            }
        case .standard(let attributes):
            writer.attributes(
                field: 9,
                attributes,
                limit: .max,
                maxLength: limits.attributeValueLength,
                isComplete: &isComplete
            )
        }
        if pipeline.recordsCodeLocation { origin.codeAttributes.withUnsafeBytes { writer.raw($0) } }
        if state.droppedAttributes > 0 { writer.varint(field: 10, UInt64(state.droppedAttributes)) }

        for event in state.events {
            writer.message(field: 11) { writer in
                writer.fixed64(field: 1, event.nanosecondsSinceEpoch)
                writer.string(field: 2, event.name)
                let dropped = writer.attributes(
                    field: 3,
                    event.attributes,
                    limit: limits.attributeCountPerEvent,
                    maxLength: limits.attributeValueLength,
                    isComplete: &isComplete
                )
                if dropped > 0 { writer.varint(field: 4, UInt64(dropped)) }
            }
        }
        if state.droppedEvents > 0 { writer.varint(field: 12, UInt64(state.droppedEvents)) }

        for link in state.links {
            writer.message(field: 13) { writer in
                writer.traceID(field: 1, link.spanContext.traceID)
                writer.spanID(field: 2, link.spanContext.spanID)
                if !link.spanContext.traceState.isEmpty { writer.string(field: 3, link.spanContext.traceState.header) }
                let dropped = writer.attributes(
                    field: 4,
                    link.attributes,
                    limit: limits.attributeCountPerLink,
                    maxLength: limits.attributeValueLength,
                    isComplete: &isComplete
                )
                if dropped > 0 { writer.varint(field: 5, UInt64(dropped)) }
                writer.fixed32(field: 6, link.spanContext.wireFlags(remote: link.spanContext.isRemote))
            }
        }
        if state.droppedLinks > 0 { writer.varint(field: 14, UInt64(state.droppedLinks)) }

        if let status = state.status {
            writer.message(field: 15) { writer in
                if let message = status.message { writer.string(field: 2, message) }
                writer.varint(field: 3, status.code == .ok ? 1 : 2)
            }
        }
        // The flags are the span's own; whether it is remote is said of its parent.
        writer.fixed32(field: 16, spanContext.wireFlags(remote: parent?.isRemote ?? false))
    }
}

extension SpanContext {
    /// `SpanFlags`: the W3C flags in the low byte, then "it is known whether it is remote", and whether it is.
    fileprivate func wireFlags(remote: Bool) -> UInt32 {
        UInt32(traceFlags.rawValue) | 0x100 | (remote ? 0x200 : 0)
    }
}

extension SpanKind {
    fileprivate var wireValue: UInt64 {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}

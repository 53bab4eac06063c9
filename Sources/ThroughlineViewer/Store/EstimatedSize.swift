import OTLP

// How much memory what has arrived takes: the strides of the values, their bytes, and the headers of their buffers.

private let bufferHeader = 32

extension Sequence<KeyValue> {
    fileprivate var estimatedSize: Int {
        reduce(bufferHeader) { size, attribute in
            size + MemoryLayout<KeyValue>.stride + attribute.key.utf8.count + (attribute.value?.estimatedSize ?? 0)
        }
    }
}

extension AnyValue {
    /// What the value takes beside its own stride.
    fileprivate var estimatedSize: Int {
        switch self {
        case .empty, .bool, .int, .double: 0
        case .string(let text): bufferHeader + text.utf8.count
        case .bytes(let bytes): bufferHeader + bytes.count
        case .array(let values):
            values.reduce(bufferHeader) { $0 + MemoryLayout<AnyValue>.stride + $1.estimatedSize }
        case .keyValueList(let values): values.estimatedSize
        }
    }
}

extension Resource {
    var estimatedSize: Int {
        MemoryLayout<Resource>.stride + attributes.estimatedSize
            + entityRefs.reduce(bufferHeader) { size, entity in
                let texts = [entity.schemaURL, entity.type] + entity.idKeys + entity.descriptionKeys
                return size + MemoryLayout<EntityRef>.stride
                    + texts.reduce(0) { $0 + bufferHeader + $1.utf8.count }
            }
    }
}

extension InstrumentationScope {
    var estimatedSize: Int {
        MemoryLayout<InstrumentationScope>.stride + name.utf8.count + version.utf8.count + attributes.estimatedSize
    }
}

extension Span {
    var estimatedSize: Int {
        // The three ids each have a buffer; the store has an index of its own.
        var size = MemoryLayout<Trace.Span>.stride + 5 * bufferHeader + 64
        size += name.utf8.count + traceState.utf8.count + (status?.message.utf8.count ?? 0)
        size += attributes.estimatedSize
        for event in events {
            size += MemoryLayout<Span.Event>.stride + event.name.utf8.count + event.attributes.estimatedSize
        }
        for link in links {
            size += MemoryLayout<Span.Link>.stride + 3 * bufferHeader + link.traceState.utf8.count
            size += link.attributes.estimatedSize
        }
        return size
    }
}

extension LogRecord {
    var estimatedSize: Int {
        // The two ids each have a buffer; the store has an index of its own.
        MemoryLayout<LogEntry>.stride + 4 * bufferHeader + 32 + severityText.utf8.count + eventName.utf8.count
            + (body?.estimatedSize ?? 0) + attributes.estimatedSize
    }
}

extension MetricSeries.Key {
    var estimatedSize: Int {
        MemoryLayout<Self>.stride + metric.size + attributes.estimatedSize
    }
}

extension MetricSeries.Point {
    var estimatedSize: Int {
        let exemplars: [Exemplar]
        var size = MemoryLayout<Self>.stride + 4 * bufferHeader
        switch self {
        case .number(let point):
            exemplars = point.exemplars
        case .histogram(let point):
            exemplars = point.exemplars
            size += 8 * (point.bucketCounts.count + point.explicitBounds.count)
        case .exponentialHistogram(let point):
            exemplars = point.exemplars
            size += 8 * ((point.positive?.bucketCounts.count ?? 0) + (point.negative?.bucketCounts.count ?? 0))
        case .summary(let point):
            exemplars = []
            size += 16 * point.quantileValues.count
        }
        return exemplars.reduce(size) { size, exemplar in
            size + MemoryLayout<Exemplar>.stride + 2 * bufferHeader + exemplar.filteredAttributes.estimatedSize
        }
    }
}

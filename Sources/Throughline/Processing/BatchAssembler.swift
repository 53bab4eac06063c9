import OTLP

/// Takes spans out of a ``SpanQueue`` and puts them together as requests. Used by one task only.
struct BatchAssembler: ~Copyable {
    /// A request is closed when it reaches this many bytes, long before a receiver would refuse it.
    static let maxBatchBytes = 4 << 20

    /// Spans that were taken out together; those before `next` are in a batch already.
    private final class Taken {
        let chunk: SpanQueue.Chunk
        var next = 0

        init(_ chunk: consuming SpanQueue.Chunk) {
            self.chunk = chunk
        }

        var isExhausted: Bool { next >= chunk.entries.count }

        func bytes(of index: Int) -> Range<Int> {
            (index == 0 ? 0 : chunk.entries[index - 1].end)..<chunk.entries[index].end
        }
    }

    private struct Reference {
        let taken: Taken
        let scope: Int
        let bytes: Range<Int>
    }

    private let queue: SpanQueue
    private let resource: EncodedResource
    private let maxBatchSize: Int
    private var taken: [Taken] = []

    init(queue: SpanQueue, resource: EncodedResource, maxBatchSize: Int) {
        self.queue = queue
        self.resource = resource
        self.maxBatchSize = max(maxBatchSize, 1)
    }

    /// A batch together with the room that it takes in the queue, until it is released.
    struct Assembled: Sendable {
        let batch: SpanBatch
        let spanBytes: Int
    }

    /// The next batch, as large as allowed; `nil` if no span waits.
    mutating func next() -> Assembled? {
        var spans: [Reference] = []
        var size = 0
        collect(into: &spans, size: &size)
        if spans.count < maxBatchSize, size < Self.maxBatchBytes {
            takeFromQueue()
            collect(into: &spans, size: &size)
        }
        guard !spans.isEmpty else { return nil }
        return Assembled(batch: SpanBatch(count: spans.count, encoded: encode(spans, size: size)), spanBytes: size)
    }

    private mutating func takeFromQueue() {
        var fresh: [Taken] = []
        queue.takeAll(replacement: { SpanQueue.Chunk() }) { fresh.append(Taken($0)) }
        taken += fresh
    }

    private mutating func collect(into spans: inout [Reference], size: inout Int) {
        while let first = taken.first {
            while !first.isExhausted {
                let bytes = first.bytes(of: first.next)
                guard spans.count < maxBatchSize, spans.isEmpty || size + bytes.count <= Self.maxBatchBytes else {
                    return
                }
                spans.append(Reference(taken: first, scope: first.chunk.entries[first.next].scope, bytes: bytes))
                size += bytes.count
                first.next += 1
            }
            taken.removeFirst()
        }
    }

    /// `ExportTraceServiceRequest { ResourceSpans { Resource, ScopeSpans { scope, spans }… } }`.
    private func encode(_ spans: [Reference], size: Int) -> [UInt8] {
        var order: [Int] = []
        for span in spans where order.last != span.scope && !order.contains(span.scope) { order.append(span.scope) }

        var writer = ProtobufWriter(
            capacity: size + resource.prefix.count + resource.suffix.count + 256 * order.count + 64
        )
        writer.message(field: 1) { writer in
            resource.prefix.withUnsafeBytes { writer.raw($0) }
            for scope in order {
                let encoded = queue.scopes.encoded(scope)
                writer.message(field: 2) { writer in
                    encoded.prefix.withUnsafeBytes { writer.raw($0) }
                    for span in spans where span.scope == scope {
                        span.taken.chunk.bytes.withUnsafeBytes { bytes in
                            writer.raw(UnsafeRawBufferPointer(rebasing: bytes[span.bytes]))
                        }
                    }
                    encoded.suffix.withUnsafeBytes { writer.raw($0) }
                }
            }
            resource.suffix.withUnsafeBytes { writer.raw($0) }
        }
        return writer.array()
    }
}

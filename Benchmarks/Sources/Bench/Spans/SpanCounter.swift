import Synchronization

/// Counts spans.
final class SpanCounter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add(_ spans: Int) { count.wrappingAdd(spans, ordering: .relaxed) }

    /// The number of spans in an `ExportTraceServiceRequest`: `resource_spans` 1 → `scope_spans` 2 → `spans` 2. Only tags
    /// and lengths are read, so that the sink costs next to nothing beside what it measures.
    static func spans(in bytes: UnsafeRawBufferPointer) -> Int {
        var spans = 0
        forEachField(1, in: bytes) { resourceSpans in
            forEachField(2, in: resourceSpans) { scopeSpans in
                forEachField(2, in: scopeSpans) { _ in spans += 1 }
            }
        }
        return spans
    }

    /// Calls `body` with each message of a field; all fields of these messages are length-delimited.
    private static func forEachField(
        _ field: UInt8,
        in bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var index = 0
        while index < bytes.count {
            let tag = bytes[index]
            index += 1
            var length = 0
            var shift = 0
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                length |= Int(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            guard index + length <= bytes.count else { return }
            if tag == field << 3 | 2 { body(UnsafeRawBufferPointer(rebasing: bytes[index..<(index + length)])) }
            index += length
        }
    }
}

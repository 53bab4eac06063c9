import OTLP

/// Records that were taken out of a ``RecordQueue`` together, and are put into batches one after the other. Used by one task only.
final class TakenChunk {
    struct Record {
        /// The scope's index in the ``ScopeTable``.
        let scope: Int
        let bytes: Range<Int>
    }

    /// More memory than this is not kept for the next records.
    static let maxKeptBytes = 1 << 20

    var chunk: RecordQueue.Chunk
    private var index = 0
    private var start = 0

    init(capacity: Int) {
        chunk = RecordQueue.Chunk(capacity: capacity)
    }

    /// The next record that is in no batch yet; `nil` once all are.
    var next: Record? {
        guard index < chunk.entries.count else { return nil }
        let entry = chunk.entries[index]
        return Record(scope: entry.scope, bytes: start..<entry.end)
    }

    func advance() {
        start = chunk.entries[index].end
        index += 1
    }

    func withUnsafeBytes(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) {
        chunk.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Makes it empty, and keeps its memory for the next records, if that is not too much.
    ///
    /// - Returns: Whether it can be used again.
    func reset() -> Bool {
        guard chunk.bytes.capacity <= 2 * Self.maxKeptBytes else { return false }
        chunk.bytes.truncate(to: 0)
        chunk.entries.removeAll(keepingCapacity: true)
        index = 0
        start = 0
        return true
    }
}

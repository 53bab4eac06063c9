import OTLP
import Synchronization

/// Encoded records of one signal that wait for export, bounded in number and in bytes.
///
/// Threads that end spans, or log, do not meet here: each encodes into a shard of its own, as far as there are enough, and shares
/// one atomic counter with the others. Whoever takes the spans out takes whole shards.
final class RecordQueue: Sendable {
    /// Encoded records, one behind the other.
    struct Chunk: ~Copyable {
        struct Entry {
            /// The scope's index in the ``ScopeTable``.
            let scope: Int
            /// Where the record's bytes end; they begin where those of the entry before end.
            let end: Int
        }

        var bytes: ProtobufWriter
        var entries: [Entry] = []

        init(capacity: Int = 0) {
            bytes = ProtobufWriter(capacity: capacity)
        }

        /// Forgets a record that finds no room, and the memory that only such a large one needed.
        mutating func discard(behind start: Int) {
            if start == 0, bytes.capacity > 2 * TakenChunk.maxKeptBytes {
                bytes = ProtobufWriter()
            } else {
                bytes.truncate(to: start)
            }
        }
    }

    /// How much waits, as far as a limit is concerned.
    struct Load {
        /// The number of records in the low 24 bits, of bytes in the others: one atomic word says both.
        fileprivate let packed: UInt64

        var records: Int { Int(truncatingIfNeeded: packed & 0xFF_FFFF) }
        var bytes: Int { Int(truncatingIfNeeded: packed >> 24) }

        fileprivate static func pack(records: Int, bytes: Int) -> UInt64 {
            UInt64(truncatingIfNeeded: bytes) << 24 &+ UInt64(truncatingIfNeeded: records)
        }
    }

    enum Admission {
        /// The record waits. The loads are without it and with it.
        case accepted(before: Load, after: Load)
        case full
        case closed
    }

    private struct Shard: ~Copyable {
        var chunk = Chunk()
        var origins: OriginCache
        var isClosed = false
    }

    /// An object of its own, so that those who read the queue's constants do not wait for those who count.
    private final class Counter: Sendable {
        private let before: InlineArray<16, UInt64> = .init(repeating: 0)
        let packed = Atomic<UInt64>(0)
        private let after: InlineArray<16, UInt64> = .init(repeating: 0)
    }

    // A class each, so that two shards' locks are not on one cache line.
    private final class LockedShard: Sendable {
        let shard: Mutex<Shard>

        init(attributeField: Int) {
            shard = Mutex(Shard(origins: OriginCache(attributeField: attributeField)))
        }
    }

    static let shardCount = 8  // a power of two
    private let shards: [LockedShard]
    private let counter = Counter()
    private let maxRecords: Int
    private let maxBytes: Int
    let scopes = ScopeTable()

    /// At so many bytes it is time to export, however few records they are.
    var fullBytes: Int { min(BatchAssembler.maxBatchBytes, maxBytes / 2) }

    /// - Parameters:
    ///   - maxRecords: How many records wait at most.
    ///   - maxBytes: How many bytes they have at most.
    ///   - attributeField: The number of the field that holds a record's attributes.
    init(maxRecords: Int, maxBytes: Int, attributeField: Int) {
        shards = (0..<Self.shardCount).map { _ in LockedShard(attributeField: attributeField) }
        self.maxRecords = min(max(maxRecords, 1), 1 << 23)
        self.maxBytes = min(max(maxBytes, 1), 1 << 38)
    }

    /// What waits, including what was taken out and not yet released.
    var load: Load { Load(packed: counter.packed.load(ordering: .relaxed)) }

    /// Encodes the record, if there is room for it.
    @inline(__always)
    func append(_ record: some QueuedRecord) -> Admission {
        if let admission = appendEncoded(record) { return admission }
        // Some value is to be described by the application's code, which must not run under our locks.
        record.describeValues()
        return appendEncoded(record) ?? .closed
    }

    /// `nil` if the record has values that must be described first.
    private func appendEncoded(_ record: some QueuedRecord) -> Admission? {
        let current = load
        guard current.records < maxRecords, current.bytes < maxBytes else { return .full }
        let index = ThreadState.withCurrent { $0.index } & (Self.shardCount &- 1)
        return shards[index].shard.withLock { shard in
            guard !shard.isClosed else { return .closed }
            let start = shard.chunk.bytes.count
            guard let scope = record.encode(into: &shard.chunk.bytes, origins: &shard.origins, scopes: scopes) else {
                shard.chunk.bytes.truncate(to: start)
                return nil
            }
            let size = shard.chunk.bytes.count &- start
            // What never fits is not even counted: another record would not be the first one then, and wake nobody.
            guard size <= maxBytes else {
                shard.chunk.discard(behind: start)
                return .full
            }
            let added = counter.packed.wrappingAdd(Load.pack(records: 1, bytes: size), ordering: .relaxed)
            let after = Load(packed: added.newValue)
            guard after.records <= maxRecords, after.bytes <= maxBytes else {
                release(records: 1, bytes: size)
                shard.chunk.discard(behind: start)
                return .full
            }
            shard.chunk.entries.append(Chunk.Entry(scope: scope, end: shard.chunk.bytes.count))
            return .accepted(before: Load(packed: added.oldValue), after: after)
        }
    }

    /// Takes no record any more.
    func close() {
        for locked in shards { locked.shard.withLock { $0.isClosed = true } }
    }

    /// Forgets everything that waits; only after ``close()``.
    ///
    /// - Returns: How many records are lost.
    func abandon() -> Int {
        let lost = load
        release(records: lost.records, bytes: lost.bytes)
        return lost.records
    }

    /// Takes out everything that waits, and leaves empty chunks behind: spares, as long as there are any.
    func takeAll(into taken: inout [TakenChunk], spares: inout [TakenChunk]) {
        for locked in shards {
            let size = locked.shard.withLock { $0.chunk.entries.isEmpty ? 0 : $0.chunk.bytes.count }
            guard size > 0 else { continue }
            let fresh = spares.popLast() ?? TakenChunk(capacity: min(size, TakenChunk.maxKeptBytes))
            locked.shard.withLock { swap(&$0.chunk, &fresh.chunk) }
            taken.append(fresh)
        }
    }

    /// Makes room: these records were taken out, and are now gone.
    func release(records: Int, bytes: Int) {
        counter.packed.wrappingSubtract(Load.pack(records: records, bytes: bytes), ordering: .relaxed)
    }
}

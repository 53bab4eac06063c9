import OTLP
import Synchronization

/// Encoded spans that wait for export, bounded in number and in bytes.
///
/// Threads that end spans do not meet here: each encodes into a shard of its own, as far as there are enough, and shares
/// one atomic counter with the others. Whoever takes the spans out takes whole shards.
final class SpanQueue: Sendable {
    /// Encoded spans, one behind the other.
    struct Chunk: ~Copyable {
        struct Entry {
            /// The scope's index in the ``ScopeTable``.
            let scope: Int
            /// Where the span's bytes end; they begin where those of the entry before end.
            let end: Int
        }

        var bytes = ProtobufWriter(capacity: 16)
        var entries: [Entry] = []
    }

    /// How much waits, as far as a limit is concerned.
    struct Load {
        /// The number of spans in the low 24 bits, of bytes in the others: one atomic word says both.
        fileprivate let packed: UInt64

        var spans: Int { Int(truncatingIfNeeded: packed & 0xFF_FFFF) }
        var bytes: Int { Int(truncatingIfNeeded: packed >> 24) }

        fileprivate static func pack(spans: Int, bytes: Int) -> UInt64 {
            UInt64(truncatingIfNeeded: bytes) << 24 &+ UInt64(truncatingIfNeeded: spans)
        }
    }

    enum Admission {
        /// The span waits. `load` is what waits now, with it.
        case accepted(before: Load, after: Load)
        case full
    }

    private struct Shard: ~Copyable {
        var chunk = Chunk()
        var origins = OriginCache()
    }

    /// An object of its own, so that those who read the queue's constants do not wait for those who count.
    private final class Counter: Sendable {
        private let before: InlineArray<16, UInt64> = .init(repeating: 0)
        let packed = Atomic<UInt64>(0)
        private let after: InlineArray<16, UInt64> = .init(repeating: 0)
    }

    // A class each, so that two shards' locks are not on one cache line.
    private final class LockedShard: Sendable {
        let shard = Mutex(Shard())
    }

    static let shardCount = 8  // a power of two
    private let shards = (0..<shardCount).map { _ in LockedShard() }
    private let counter = Counter()
    private let maxSpans: Int
    private let maxBytes: Int
    let scopes = ScopeTable()

    init(maxSpans: Int, maxBytes: Int) {
        self.maxSpans = min(max(maxSpans, 1), 1 << 23)
        self.maxBytes = min(max(maxBytes, 1), 1 << 38)
    }

    /// What waits, including what was taken out and not yet released.
    var load: Load { Load(packed: counter.packed.load(ordering: .relaxed)) }

    /// Encodes the span, if there is room for it.
    func append(_ span: RecordedSpan) -> Admission {
        let current = load
        guard current.spans < maxSpans, current.bytes < maxBytes else { return .full }
        let index = ThreadState.withCurrent { $0.index } & (Self.shardCount &- 1)
        return shards[index].shard.withLock { shard in
            let start = shard.chunk.bytes.count
            let origin = shard.origins.encoded(span.origin, in: scopes)
            span.encode(into: &shard.chunk.bytes, origin: origin)
            let size = shard.chunk.bytes.count &- start
            let added = counter.packed.wrappingAdd(Load.pack(spans: 1, bytes: size), ordering: .relaxed)
            let after = Load(packed: added.newValue)
            guard after.spans <= maxSpans, after.bytes <= maxBytes else {
                release(spans: 1, bytes: size)
                shard.chunk.bytes.truncate(to: start)
                return .full
            }
            shard.chunk.entries.append(Chunk.Entry(scope: origin.scope, end: shard.chunk.bytes.count))
            return .accepted(before: Load(packed: added.oldValue), after: after)
        }
    }

    /// Takes out everything that waits, and leaves empty chunks behind: spares, as long as there are any.
    func takeAll(into taken: inout [TakenChunk], spares: inout [TakenChunk]) {
        for locked in shards {
            let isEmpty = locked.shard.withLock { $0.chunk.entries.isEmpty }
            guard !isEmpty else { continue }
            let fresh = spares.popLast() ?? TakenChunk()
            locked.shard.withLock { swap(&$0.chunk, &fresh.chunk) }
            taken.append(fresh)
        }
    }

    /// Makes room: these spans were taken out, and are now gone.
    func release(spans: Int, bytes: Int) {
        counter.packed.wrappingSubtract(Load.pack(spans: spans, bytes: bytes), ordering: .relaxed)
    }
}

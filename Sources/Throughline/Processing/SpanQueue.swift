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

        var bytes: ProtobufWriter
        var entries: [Entry] = []

        init(capacity: Int = 0) {
            bytes = ProtobufWriter(capacity: capacity)
        }
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
        /// The span waits. The loads are without it and with it.
        case accepted(before: Load, after: Load)
        case full
        case closed
    }

    private struct Shard: ~Copyable {
        var chunk = Chunk()
        var origins = OriginCache()
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
        let shard = Mutex(Shard())
    }

    static let shardCount = 8  // a power of two
    private let shards = (0..<shardCount).map { _ in LockedShard() }
    private let counter = Counter()
    private let maxSpans: Int
    private let maxBytes: Int
    let scopes = ScopeTable()

    /// At so many bytes it is time to export, however few spans they are.
    var fullBytes: Int { min(BatchAssembler.maxBatchBytes, maxBytes / 2) }

    init(maxSpans: Int, maxBytes: Int) {
        self.maxSpans = min(max(maxSpans, 1), 1 << 23)
        self.maxBytes = min(max(maxBytes, 1), 1 << 38)
    }

    /// What waits, including what was taken out and not yet released.
    var load: Load { Load(packed: counter.packed.load(ordering: .relaxed)) }

    /// Encodes the span, if there is room for it.
    func append(_ span: RecordedSpan) -> Admission {
        if let admission = appendEncoded(span) { return admission }
        // Some value is to be described by the application's code, which must not run under our locks.
        span.describeValues()
        return appendEncoded(span) ?? .closed
    }

    /// `nil` if the span has values that must be described first.
    private func appendEncoded(_ span: RecordedSpan) -> Admission? {
        let current = load
        guard current.spans < maxSpans, current.bytes < maxBytes else { return .full }
        let index = ThreadState.withCurrent { $0.index } & (Self.shardCount &- 1)
        return shards[index].shard.withLock { shard in
            guard !shard.isClosed else { return .closed }
            let start = shard.chunk.bytes.count
            let origin = shard.origins.encoded(span.origin, in: scopes)
            guard span.encode(into: &shard.chunk.bytes, origin: origin) else {
                shard.chunk.bytes.truncate(to: start)
                return nil
            }
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

    /// Takes no span any more.
    func close() {
        for locked in shards { locked.shard.withLock { $0.isClosed = true } }
    }

    /// Forgets everything that waits; only after ``close()``.
    ///
    /// - Returns: How many spans are lost.
    func abandon() -> Int {
        let lost = load
        release(spans: lost.spans, bytes: lost.bytes)
        return lost.spans
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

    /// Makes room: these spans were taken out, and are now gone.
    func release(spans: Int, bytes: Int) {
        counter.packed.wrappingSubtract(Load.pack(spans: spans, bytes: bytes), ordering: .relaxed)
    }
}

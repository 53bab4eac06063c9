import Synchronization

/// What was found out about the texts that were met last.
///
/// It keeps about a thousand. Texts that were not met for a while go first: there are two generations, and when the young
/// one is full, it takes the place of the old. No lock is held while anything is found out.
final class QueryTextCache<Value: Sendable>: Sendable {
    /// Longer texts are rare, and seldom the same.
    static var longestText: Int { 8 * 1024 }

    private static var shardCount: Int { 8 }
    private static var generationSize: Int { 64 }

    fileprivate final class Shard: Sendable {
        struct Entry {
            let sql: String
            let value: Value
        }

        struct Generations {
            var young: [UInt64: Entry] = [:]
            var old: [UInt64: Entry] = [:]
        }

        let generations = Mutex(Generations())
    }

    /// Threads that meet different texts do not wait for each other.
    private let shards = (0..<shardCount).map { _ in Shard() }

    /// The value for a text: the one that is kept, or a new one.
    func value(for sql: String, make: () -> Value) -> Value {
        guard sql.utf8.count <= Self.longestText else { return make() }
        let hash = sql.textHash
        let shard = shards[Int(hash >> 32) % Self.shardCount]
        let found: Value? = shard.generations.withLock { generations in
            if let entry = generations.young[hash] { return entry.sql == sql ? entry.value : nil }
            guard let entry = generations.old[hash], entry.sql == sql else { return nil }
            generations.keep(entry, hash, atMost: Self.generationSize)
            return entry.value
        }
        if let found { return found }
        let value = make()
        shard.generations.withLock { generations in
            generations.keep(Shard.Entry(sql: sql, value: value), hash, atMost: Self.generationSize)
        }
        return value
    }

    /// How many texts are kept.
    var count: Int {
        shards.reduce(0) { $0 + $1.generations.withLock { $0.young.count + $0.old.count } }
    }
}

extension QueryTextCache.Shard.Generations {
    fileprivate mutating func keep(_ entry: QueryTextCache.Shard.Entry, _ hash: UInt64, atMost size: Int) {
        if young.count >= size {
            old = young
            young = [:]
            young.reserveCapacity(size)
        }
        young[hash] = entry
    }
}

extension String {
    /// A hash of the bytes, eight at a time. Two texts that share one only take each other's place.
    fileprivate var textHash: UInt64 {
        var text = self
        return text.withUTF8 { bytes in
            var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
            var index = 0
            while index + 8 <= bytes.count {
                hash.mix(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            var rest: UInt64 = 0
            while index < bytes.count {
                rest = rest << 8 | UInt64(bytes[index])
                index += 1
            }
            hash.mix(rest)
            return hash
        }
    }
}

extension UInt64 {
    @inline(__always)
    fileprivate mutating func mix(_ word: UInt64) {
        let (high, low) = (self ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        self = high ^ low
    }
}

import SpanRecording
import Synchronization

/// Objects by their attributes: found without a lock, added under one, and never taken out.
///
/// An open-addressing table, at most half full, that is replaced by one twice as large when it is. Tables that were replaced
/// are kept, because somebody may be reading them; all of them together are no larger than the last.
final class AttributesTable<Value: AnyObject & Sendable>: Sendable {
    private final class Entry: Sendable {
        let hash: UInt64
        let attributes: Attributes
        let value: Value

        init(hash: UInt64, attributes: Attributes, value: Value) {
            self.hash = hash
            self.attributes = attributes
            self.value = value
        }
    }

    private final class Slots: Sendable {
        let mask: Int
        // Set once, before anyone else has the object, and freed after everyone has let go of it.
        nonisolated(unsafe) private let slots: UnsafeMutablePointer<Atomic<Unmanaged<Entry>?>>

        init(capacity: Int) {
            mask = capacity - 1
            slots = .allocate(capacity: capacity)
            for index in 0..<capacity { (slots + index).initialize(to: Atomic(nil)) }
        }

        deinit {
            slots.deinitialize(count: mask + 1)
            slots.deallocate()
        }

        /// The entry, which the table keeps alive.
        @inline(__always)
        func find(_ attributes: Attributes, hash: UInt64) -> Unmanaged<Entry>? {
            var index = Int(truncatingIfNeeded: hash) & mask
            while let entry = slots[index].load(ordering: .acquiring) {
                let isFound = entry._withUnsafeGuaranteedRef { $0.hash == hash && $0.attributes == attributes }
                if isFound { return entry }
                index = (index &+ 1) & mask
            }
            return nil  // there is an empty slot, because no more than half are taken
        }

        /// Only one thread at a time puts entries in.
        func put(_ entry: Entry) {
            var index = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[index].load(ordering: .relaxed) != nil { index = (index &+ 1) & mask }
            slots[index].store(.passUnretained(entry), ordering: .releasing)
        }
    }

    private struct Kept {
        var entries: [Entry] = []
        var slots: [Slots]
    }

    /// The last of the kept tables, and so alive as long as this object.
    private let current: Atomic<Unmanaged<Slots>>
    private let kept: Mutex<Kept>
    private let limit: Int
    private let seed = UInt64.random(in: .min ... .max)

    /// - Parameter limit: How many sets of attributes there may be.
    init(limit: Int) {
        self.limit = limit
        let slots = Slots(capacity: 16)
        current = Atomic(.passUnretained(slots))
        kept = Mutex(Kept(slots: [slots]))
    }

    func find(_ attributes: Attributes) -> Value? {
        let hash = attributes.hash(seed: seed)
        let found = current.load(ordering: .acquiring)._withUnsafeGuaranteedRef { $0.find(attributes, hash: hash) }
        return found?._withUnsafeGuaranteedRef { $0.value }
    }

    /// Adds a value, unless there is one by now. `nil` if there is no room for it.
    func add(_ value: Value, for attributes: Attributes) -> Value? {
        let hash = attributes.hash(seed: seed)
        return kept.withLock { kept in
            let slots = kept.slots[kept.slots.count - 1]
            if let found = slots.find(attributes, hash: hash) { return found._withUnsafeGuaranteedRef { $0.value } }
            guard kept.entries.count < limit else { return nil }
            let entry = Entry(hash: hash, attributes: attributes, value: value)
            kept.entries.append(entry)
            if kept.entries.count * 2 <= slots.mask {
                slots.put(entry)
            } else {
                let larger = Slots(capacity: (slots.mask + 1) * 2)
                for entry in kept.entries { larger.put(entry) }
                kept.slots.append(larger)
                current.store(.passUnretained(larger), ordering: .releasing)
            }
            return value
        }
    }

    /// Whether there is room for more, and they would be found.
    func hasRoom(for attributes: Attributes) -> Bool {
        !attributes.hasNaN && kept.withLock { $0.entries.count < limit }
    }
}

extension Attributes {
    /// A hash of names and values in their order. The seed keeps whoever chooses values from choosing collisions.
    fileprivate func hash(seed: UInt64) -> UInt64 {
        var hash = seed
        for element in self {
            hash.mix(element.name)
            switch element.value {
            case .string(let value): hash.mix(value)
            case .int(let value): hash.mix(UInt64(bitPattern: value))
            case .bool(let value): hash.mix(value ? 1 : 2)
            default:
                var hasher = Hasher()
                hasher.combine(element.value)
                hash.mix(UInt64(bitPattern: Int64(hasher.finalize())))
            }
        }
        return hash
    }
}

extension UInt64 {
    /// A step of wyhash: the two halves of a product, over each other.
    ///
    /// Algorithm: https://github.com/wangyi-fudan/wyhash
    @inline(__always)
    fileprivate mutating func mix(_ word: UInt64) {
        let (high, low) = (self ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: word ^ 0xe703_7ed1_a0b4_28db)
        self = high ^ low
    }

    @inline(__always)
    fileprivate mutating func mix(_ text: String) {
        var hash = self
        let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            hash.mix(UInt64(truncatingIfNeeded: bytes.count))
            let raw = UnsafeRawBufferPointer(bytes)
            var offset = 0
            while offset &+ 8 <= raw.count {
                hash.mix(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset &+= 8
            }
            var rest: UInt64 = 0
            while offset < raw.count {
                rest = rest << 8 | UInt64(raw[offset])
                offset &+= 1
            }
            hash.mix(rest)
        }
        if isContiguous == nil {
            var hasher = Hasher()
            hasher.combine(text)
            hash.mix(UInt64(bitPattern: Int64(hasher.finalize())))
        }
        self = hash
    }
}

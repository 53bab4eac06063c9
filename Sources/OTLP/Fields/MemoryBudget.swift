/// Counts the memory that decoded values take, and says when it is enough.
struct MemoryBudget {
    private let limit: Int
    private var left: Int

    /// What an array or a long string has beside its elements: the object's header, its count and its capacity.
    private static let header = 32

    init(limit: Int) {
        self.limit = limit
        left = max(limit, 0)
    }

    @inline(__always)
    mutating func spend(_ bytes: Int) throws(OTLPError) {
        guard bytes <= left else { throw .tooMuchMemory(limit: limit) }
        left &-= bytes
    }

    /// Counts a string, of which up to 15 bytes need no memory of their own.
    @inline(__always)
    mutating func spend(onString count: Int) throws(OTLPError) {
        if count > 15 { try spend(count &+ Self.header) }
    }

    @inline(__always)
    mutating func spend(onBytes count: Int) throws(OTLPError) {
        if count > 0 { try spend(count &+ Self.header) }
    }

    /// Counts one more element behind those that `array` has.
    @inline(__always)
    mutating func spend<Element>(onElementOf array: [Element]) throws(OTLPError) {
        try spend(MemoryLayout<Element>.stride &+ (array.isEmpty ? Self.header : 0))
    }
}

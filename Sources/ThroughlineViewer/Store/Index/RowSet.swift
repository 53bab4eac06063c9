/// Rows of one segment, a bit each.
struct RowSet: Equatable {
    private var words: [UInt64]

    /// No rows.
    init() {
        words = [UInt64](repeating: 0, count: Segment.capacity / 64)
    }

    /// The first `count` rows.
    init(first count: Int) {
        self.init()
        for word in 0..<min(count, Segment.capacity) / 64 { words[word] = .max }
        if count < Segment.capacity, count % 64 > 0 { words[count / 64] = 1 << UInt64(count % 64) &- 1 }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// A row beyond the capacity, which only a damaged file has, is none.
    mutating func insert(_ row: UInt16) {
        let word = Int(row >> 6)
        if word < words.count { words[word] |= 1 << UInt64(row & 63) }
    }

    func contains(_ row: Int) -> Bool {
        row < Segment.capacity && words[row >> 6] & 1 << UInt64(row & 63) != 0
    }

    mutating func formUnion(_ other: RowSet) {
        for word in words.indices { words[word] |= other.words[word] }
    }

    mutating func formIntersection(_ other: RowSet) {
        for word in words.indices { words[word] &= other.words[word] }
    }

    mutating func subtract(_ other: RowSet) {
        for word in words.indices { words[word] &= ~other.words[word] }
    }

    func forEach(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() where word != 0 {
            var rest = word
            while rest != 0 {
                body(index << 6 | rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
    }
}

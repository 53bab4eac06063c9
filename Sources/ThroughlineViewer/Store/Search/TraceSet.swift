/// Traces by their numbers, a bit each.
struct TraceSet {
    private let numbers: Range<Int64>
    private var words: [UInt64]

    /// None of the traces of these numbers.
    init(_ numbers: Range<Int64>) {
        self.numbers = numbers
        words = [UInt64](repeating: 0, count: (numbers.count + 63) / 64)
    }

    mutating func insert(_ number: Int64) {
        guard numbers.contains(number) else { return }
        let index = Int(number - numbers.lowerBound)
        words[index >> 6] |= 1 << UInt64(index & 63)
    }

    func contains(_ number: Int64) -> Bool {
        guard numbers.contains(number) else { return false }
        let index = Int(number - numbers.lowerBound)
        return words[index >> 6] & 1 << UInt64(index & 63) != 0
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    mutating func formUnion(_ other: TraceSet) {
        for word in words.indices { words[word] |= other.words[word] }
    }

    mutating func formIntersection(_ other: TraceSet) {
        for word in words.indices { words[word] &= other.words[word] }
    }

    mutating func subtract(_ other: TraceSet) {
        for word in words.indices { words[word] &= ~other.words[word] }
    }
}

/// Two traces beside each other, by what was called below what.
///
/// Spans with the same name and service under the same ones are one row, with how often there are and how long they took
/// together, so that a loop of queries that has become longer is one line that says so.
struct TraceComparison: Sendable {
    /// The spans of a row in one of the traces.
    struct Side: Sendable, Encodable {
        var count = 0
        /// The time, in nanoseconds, of all of them together.
        var duration: UInt64 = 0
        var errors = 0
    }

    struct Row: Sendable, Encodable {
        /// The names from the root down.
        let path: [String]
        let service: String
        let depth: Int
        let here: Side?
        let there: Side?
    }

    let here: TraceSummary
    let there: TraceSummary?
    let rows: [Row]

    /// Spans that lie deeper are not compared: each row names all that is above it.
    static let maxDepth = 64
    static let maxRows = 2_000

    init(_ here: TraceRows, _ there: TraceRows?) {
        self.here = TraceSummary(here)
        self.there = there.map { TraceSummary($0) }
        var calls = Calls()
        calls.add(here, \.here)
        if let there { calls.add(there, \.there) }
        rows = calls.rows
    }

    /// What was called below what, in both traces.
    private struct Calls {
        private struct Key: Hashable {
            let parent: Int
            let service: String
            let name: String
        }

        private struct Call {
            let key: Key
            let depth: Int
            var children: [Int] = []
            var here: Side?
            var there: Side?
        }

        private var calls: [Call] = []
        private var indexByKey: [Key: Int] = [:]
        private var roots: [Int] = []

        mutating func add(_ rows: TraceRows, _ side: WritableKeyPath<Sides, Side?>) {
            var callByRow = [Int](repeating: -1, count: rows.rows.count)
            for (index, row) in rows.rows.enumerated() {
                let parent = row.parent.map { callByRow[$0] } ?? -1
                guard row.depth < maxDepth else { continue }
                let key = Key(parent: parent, service: row.span.serviceName, name: row.span.name)
                let call = indexByKey[key] ?? insert(key, depth: row.depth)
                callByRow[index] = call
                var sides = Sides(here: calls[call].here, there: calls[call].there)
                var sum = sides[keyPath: side] ?? Side()
                sum.count += 1
                sum.duration &+= row.span.durationNanoseconds
                if row.span.isError { sum.errors += 1 }
                sides[keyPath: side] = sum
                (calls[call].here, calls[call].there) = (sides.here, sides.there)
            }
        }

        private mutating func insert(_ key: Key, depth: Int) -> Int {
            let index = calls.count
            calls.append(Call(key: key, depth: depth))
            indexByKey[key] = index
            if key.parent >= 0 { calls[key.parent].children.append(index) } else { roots.append(index) }
            return index
        }

        /// Depth first: what only the other trace has stands after what this one has below the same parent.
        var rows: [Row] {
            var rows: [Row] = []
            var path: [String] = []
            var stack = Array(roots.reversed())
            while let index = stack.popLast(), rows.count < maxRows {
                let call = calls[index]
                path.removeLast(path.count - call.depth)
                path.append(call.key.name)
                rows.append(
                    Row(path: path, service: call.key.service, depth: call.depth, here: call.here, there: call.there)
                )
                stack += call.children.reversed()
            }
            return rows
        }
    }

    private struct Sides {
        var here: Side?
        var there: Side?
    }
}

extension TraceComparison: Encodable {
    private enum CodingKeys: CodingKey {
        case here, there, rows
    }

    /// Where there is no other trace, that is said.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(here, forKey: .here)
        try container.encode(there, forKey: .there)
        try container.encode(rows, forKey: .rows)
    }
}

/// The lines that lead from a span to its children, followed through the tree from the top down.
struct TreeGuides {
    /// The most levels that are drawn; of a deeper span, the levels nearest to it are.
    let maxLevels: Int

    /// For the span that was visited last and its ancestors: whether a sibling follows. The top level has no guides.
    private var continues: [Bool] = []

    init(maxLevels: Int) {
        self.maxLevels = maxLevels
    }

    mutating func visit(_ visit: TraceTree.Visit) {
        continues.removeSubrange(min(visit.depth, continues.count)...)
        continues.append(visit.depth > 0 && !visit.isLast)
    }

    /// What stands before the name of the span that was visited last: `│  ├─ `.
    var branch: String {
        guard continues.count > 1, let last = continues.last else { return "" }
        return levels(1..<continues.count - 1) + (last ? "├─ " : "└─ ")
    }

    /// What stands before a line below the span that was visited last: `│  │  `.
    func stem(hasChildren: Bool) -> String {
        levels(1..<max(1, continues.count)) + (hasChildren ? "│  " : "   ")
    }

    private func levels(_ range: Range<Int>) -> String {
        let hidden = max(0, continues.count - 1 - maxLevels)
        guard hidden > 0 else { return range.map(guide).joined() }
        // The count of what is left out takes the place of two more levels, so that the rest stays in its columns.
        let count = "⋯\(hidden + 2)"
        let padding = String(repeating: " ", count: max(1, 6 - count.unicodeScalars.count))
        return count + padding + range.dropFirst(hidden + 2).map(guide).joined()
    }

    private func guide(_ level: Int) -> String {
        continues[level] ? "│  " : "   "
    }
}

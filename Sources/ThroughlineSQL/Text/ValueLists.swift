/// Where in a text lists of values are: behind `IN`, and the rows of `VALUES`.
///
/// Places are those of the text that is being written.
struct ValueLists {
    enum Closing {
        case none
        /// A list of several values, and nothing else, that began at a place.
        case list(Int)
        /// Not the first row: where it began, where the first is, and whether both hold values alone.
        case row(Int, Range<Int>, isPure: Bool)
    }

    private enum Rows { case none, expected, inside, behind }

    private var depth = 0
    /// The innermost list behind `IN`, as long as it holds values alone.
    private var list: (mark: Int, depth: Int, isLong: Bool)?

    private var rows = Rows.none
    private var row = (start: 0, depth: 0, isPure: true)
    private var first: (range: Range<Int>, isPure: Bool)?
    private var endsFirst = false

    /// Whether the next token is a value of a list or a row.
    var isInValues: Bool {
        if let list, list.depth == depth { return true }
        return rows == .inside && row.depth == depth
    }

    mutating func sawValues() {
        rows = .expected
        first = nil
    }

    /// - Parameter mark: The place behind the parenthesis.
    mutating func open(at mark: Int, isIn: Bool) {
        depth += 1
        list = isIn ? (mark, depth, false) : nil
        switch rows {
        case .expected:
            rows = .inside
            row = (mark - 1, depth, true)
        case .inside: row.isPure = false
        case .behind: rows = .none
        case .none: break
        }
    }

    mutating func close() -> Closing {
        defer { depth = max(0, depth - 1) }
        if let list, list.depth == depth {
            self.list = nil
            if list.isLong { return .list(list.mark) }
        }
        guard rows == .inside, row.depth == depth else { return .none }
        rows = .behind
        guard let first else {
            endsFirst = true
            return .none
        }
        return .row(row.start, first.range, isPure: first.isPure && row.isPure)
    }

    /// - Parameter end: The place behind the parenthesis that was closed.
    mutating func closed(at end: Int) {
        guard endsFirst else { return }
        endsFirst = false
        first = (row.start..<max(row.start, end), row.isPure)
    }

    mutating func sawComma() {
        list?.isLong = true
        if rows == .behind { rows = .expected }
    }

    /// Anything but a parenthesis, a comma and a sign.
    mutating func sawOther(isValue: Bool) {
        if !isValue {
            list = nil
            row.isPure = false
        }
        if rows != .inside { rows = .none }
    }
}

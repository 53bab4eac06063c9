import OTLP

/// The spans of a trace in the order in which they are shown, with what a waterfall says of each.
///
/// All of it takes time in proportion to the spans, but for sorting, and no stack: traces of 50,000 spans, and of 50,000
/// levels, are to be looked at.
struct TraceRows: Sendable {
    /// What is odd about a span; the raw value is what the API says.
    struct Flags: OptionSet, Hashable, Sendable {
        let rawValue: Int
        /// Its parent has not arrived.
        static let isOrphan = Flags(rawValue: 1)
        /// Its parent is in another process, as the span itself says.
        static let hasRemoteParent = Flags(rawValue: 2)
        /// It is its own ancestor: the circle was cut here.
        static let isCut = Flags(rawValue: 4)
        /// Another span of the trace has the same id.
        static let sharesID = Flags(rawValue: 8)
        /// Its times cannot be right by the parent's clock: see ``TraceRows``.
        static let isSkewed = Flags(rawValue: 16)
    }

    /// A span and its place.
    struct Row: Sendable {
        let span: Trace.Span
        /// The index of the row above it in the tree; `nil` at the top.
        let parent: Int?
        /// The number of ancestors.
        let depth: Int
        fileprivate(set) var flags: Flags = []
        /// The time, in nanoseconds, that none of its children account for.
        fileprivate(set) var selfTime: UInt64 = 0
        /// The time, in nanoseconds, that the trace as a whole waited for this span itself.
        fileprivate(set) var criticalTime: UInt64 = 0
    }

    let trace: Trace
    /// The rows, each before its children, these by start.
    private(set) var rows: [Row]
    /// The children of each row, by start.
    let children: [[Int]]
    /// The rows at the top.
    let roots: [Int]

    init(_ trace: Trace) {
        self.trace = trace
        let tree = trace.tree
        var rows: [Row] = []
        rows.reserveCapacity(tree.nodes.count)
        var rowByNode = [Int](repeating: -1, count: tree.nodes.count)
        var children = [[Int]](repeating: [], count: tree.nodes.count)
        var roots: [Int] = []
        var counts: [Trace.Span.ID: Int] = [:]
        for node in tree.nodes { counts[node.span.id, default: 0] += 1 }
        for visit in tree.depthFirst() {
            let node = tree.nodes[visit.index]
            let index = rows.count
            rowByNode[visit.index] = index
            let parent = visit.parent.map { rowByNode[$0] }
            if let parent { children[parent].append(index) } else { roots.append(index) }
            var row = Row(span: node.span, parent: parent, depth: visit.depth)
            if node.placement == .orphan { row.flags.insert(.isOrphan) }
            if node.placement == .cycle { row.flags.insert(.isCut) }
            if counts[node.span.id] ?? 1 > 1 { row.flags.insert(.sharesID) }
            if node.span.parentID != nil, node.span.data.flags & SpanFlags.contextIsRemoteMask != 0 {
                row.flags.insert(.hasRemoteParent)
            }
            if Self.isSkewed(node.span, below: parent.map { rows[$0].span }) { row.flags.insert(.isSkewed) }
            rows.append(row)
        }
        self.rows = rows
        self.children = children
        self.roots = roots
        for index in rows.indices { self.rows[index].selfTime = selfTime(of: index) }
        for (index, time) in CriticalPath(rows: self).times { self.rows[index].criticalTime = time }
    }

    /// What cannot be by one clock: a span that begins before its parent, or ends before it begins, and a server that begins
    /// to work on a request after its client has stopped waiting for the answer.
    private static func isSkewed(_ span: Trace.Span, below parent: Trace.Span?) -> Bool {
        let (start, end) = (span.startTimeUnixNano, span.endTimeUnixNano)
        if end < start { return true }
        guard let parent, parent.startTimeUnixNano > 0 else { return false }
        if start < parent.startTimeUnixNano { return true }
        return span.kind == .server && parent.kind == .client
            && start > max(parent.endTimeUnixNano, parent.startTimeUnixNano)
    }

    /// A span's own duration without the time in which at least one child ran.
    private func selfTime(of index: Int) -> UInt64 {
        let span = rows[index].span
        let (start, end) = (span.startTimeUnixNano, span.endOrStart)
        var covered: UInt64 = 0
        var reached = start
        for child in children[index] {
            let child = rows[child].span
            let from = max(child.startTimeUnixNano, reached)
            let to = min(child.endOrStart, end)
            guard from < to else { continue }
            covered += to - from
            reached = to
        }
        return span.durationNanoseconds - min(covered, span.durationNanoseconds)
    }
}

extension Trace.Span {
    /// The end, or the start where the end is before it.
    var endOrStart: UInt64 { startTimeUnixNano + durationNanoseconds }
}

/// The spans of a trace by parent and child.
///
/// Every span is in the tree exactly once, whatever the ids say: a span whose parent has not arrived stands as an orphan
/// beside the roots, a circle of parents is cut at its earliest span, and of several spans with a parent's id the one of the
/// child's own service is the parent, or else the earliest. Nothing here recurses, so the depth of a trace costs no stack.
public struct TraceTree: Sendable {
    /// A span and its place.
    public struct Node: Sendable {
        /// The span.
        public let span: Trace.Span

        /// Why the span stands where it does.
        public fileprivate(set) var placement: Placement

        /// The spans whose parent this one is, as indices of ``TraceTree/nodes``; by start.
        public fileprivate(set) var children: [Int]
    }

    /// Why a span stands where it does.
    public enum Placement: Hashable, Sendable {
        /// At the top: it has no parent.
        case root
        /// Below its parent.
        case child
        /// At the top: its parent has not arrived.
        case orphan
        /// At the top: it is its own parent, or its own ancestor.
        case cycle
    }

    /// A node on the way through the tree.
    public struct Visit: Sendable {
        /// The index of the node in ``TraceTree/nodes``.
        public let index: Int
        /// The index of the node above; `nil` at the top.
        public let parent: Int?
        /// The number of ancestors.
        public let depth: Int
        /// Whether no sibling follows.
        public let isLast: Bool
    }

    /// The nodes, in the order of the spans.
    public private(set) var nodes: [Node]

    /// The nodes at the top, as indices of `nodes`: roots, then orphans, then cut circles, each by start.
    public private(set) var roots: [Int]

    /// The node that a node says is above it; -1 for none that has arrived.
    private let parents: [Int]

    /// - Parameter spans: spans of one trace.
    public init(spans: [Trace.Span]) {
        nodes = spans.map { Node(span: $0, placement: .root, children: []) }
        roots = []

        // Going through the spans by start puts every list of children in that order.
        let starts = spans.map(\.startTimeUnixNano)
        let byStart = spans.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }
        parents = Self.parents(of: spans, byStart: byStart)
        var orphans: [Int] = []
        for index in byStart {
            guard spans[index].parentID != nil else {
                roots.append(index)
                continue
            }
            let parent = parents[index]
            if parent >= 0 {
                nodes[index].placement = .child
                nodes[parent].children.append(index)
            } else {
                nodes[index].placement = .orphan
                orphans.append(index)
            }
        }
        roots += orphans

        // What cannot be reached from the top belongs to a circle of parents, or hangs on one.
        var isReached = [Bool](repeating: false, count: nodes.count)
        for root in roots { markReached(from: root, in: &isReached) }
        for index in byStart where !isReached[index] {
            let earliest = earliestInCycle(above: index)
            cut(earliest)
            roots.append(earliest)
            markReached(from: earliest, in: &isReached)
        }
    }

    /// The nodes from the top down, each before its children.
    public func depthFirst() -> some Sequence<Visit> {
        let first = roots.enumerated().reversed().map { position, index in
            Visit(index: index, parent: nil, depth: 0, isLast: position == roots.count - 1)
        }
        return sequence(state: first) { stack -> Visit? in
            guard let visit = stack.popLast() else { return nil }
            let children = nodes[visit.index].children
            for (position, child) in children.enumerated().reversed() {
                let isLast = position == children.count - 1
                stack.append(Visit(index: child, parent: visit.index, depth: visit.depth + 1, isLast: isLast))
            }
            return visit
        }
    }

    private static func parents(of spans: [Trace.Span], byStart: [Int]) -> [Int] {
        var first: [Trace.Span.ID: Int] = [:]
        first.reserveCapacity(spans.count)
        // Spans whose id another one has too: a client and a server that share theirs, or two that were given the same.
        var others: [Trace.Span.ID: [Int]] = [:]
        for index in byStart {
            let id = spans[index].id
            if first[id] == nil { first[id] = index } else { others[id, default: []].append(index) }
        }
        return spans.indices.map { index in
            guard let parentID = spans[index].parentID, let earliest = first[parentID] else { return -1 }
            guard let rest = others[parentID] else { return earliest }
            let service = spans[index].serviceName
            let candidates = ([earliest] + rest.prefix(maxCandidates)).filter { $0 != index }
            return candidates.first { spans[$0].serviceName == service } ?? candidates.first ?? earliest
        }
    }

    /// As many spans with one id are looked at when a parent is sought: there are two, unless somebody means no good.
    private static let maxCandidates = 7

    private func markReached(from root: Int, in isReached: inout [Bool]) {
        var stack = [root]
        while let index = stack.popLast() {
            guard !isReached[index] else { continue }
            isReached[index] = true
            stack += nodes[index].children
        }
    }

    /// Follows the parents of a node, all of which have arrived, until they repeat, and picks the earliest of the circle.
    private func earliestInCycle(above start: Int) -> Int {
        var seen: Set<Int> = []
        var index = start
        while seen.insert(index).inserted { index = parents[index] }
        let entry = index
        var earliest = entry
        repeat {
            let span = nodes[index].span
            if span.startTimeUnixNano < nodes[earliest].span.startTimeUnixNano { earliest = index }
            index = parents[index]
        } while index != entry
        return earliest
    }

    private mutating func cut(_ index: Int) {
        nodes[index].placement = .cycle
        nodes[parents[index]].children.removeAll { $0 == index }
    }
}

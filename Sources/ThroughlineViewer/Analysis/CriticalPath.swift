/// What the end of a trace waited for: the chain of spans without which it would have ended earlier.
///
/// The path is walked back from the end of the last span. A span is left for the child that ended last before the point that
/// is reached, at whose start the walk goes on. A span counts as running until all below it have ended, so that the path leads
/// through work that was handed over (a job, say) as well. Time in which nothing on the path ran, such as the wait in a queue,
/// belongs to no span.
struct CriticalPath: Sendable {
    /// The time, in nanoseconds, that each row on the path itself takes of it. A row that only its children are waited for has
    /// none, and is not here.
    private(set) var times: [Int: UInt64] = [:]

    /// When each row begins, but not before the one above it: what a skewed clock says is not waited for twice.
    private let starts: [UInt64]
    /// When all below each row has ended.
    private let ends: [UInt64]

    init(rows: TraceRows) {
        // Children stand after their parents.
        var starts = rows.rows.map(\.span.startTimeUnixNano)
        var ends = rows.rows.map(\.span.endOrStart)
        for (index, row) in rows.rows.enumerated() {
            if let parent = row.parent, starts[index] > 0 { starts[index] = max(starts[index], starts[parent]) }
        }
        for (index, row) in rows.rows.enumerated().reversed() {
            if let parent = row.parent { ends[parent] = max(ends[parent], ends[index]) }
        }
        (self.starts, self.ends) = (starts, ends)

        var onPath = lastToEnd(of: rows.roots, before: rows.roots.map { ends[$0] }.max() ?? 0)
        while let index = onPath.popLast() {
            let (start, end) = (starts[index], rows.rows[index].span.endOrStart)
            let below = lastToEnd(of: rows.children[index], before: ends[index])
            var time: UInt64 = 0
            var reached = ends[index]
            for child in below {
                time += Self.overlap(from: max(ends[child], start), to: min(reached, end))
                reached = starts[child]
            }
            time += Self.overlap(from: start, to: min(reached, end))
            if time > 0 { times[index] = time }
            onPath += below
        }
    }

    private static func overlap(from start: UInt64, to end: UInt64) -> UInt64 {
        start < end ? end - start : 0
    }

    /// The siblings that are on the path, the last one first: none runs while a later one does.
    private func lastToEnd(of siblings: [Int], before end: UInt64) -> [Int] {
        var reached = end
        var path: [Int] = []
        for sibling in siblings.sorted(by: { (ends[$0], $0) > (ends[$1], $1) }) where ends[sibling] <= reached {
            // One that takes no time is waited for by nobody.
            guard starts[sibling] > 0, starts[sibling] < ends[sibling] else { continue }
            path.append(sibling)
            reached = starts[sibling]
        }
        return path
    }
}

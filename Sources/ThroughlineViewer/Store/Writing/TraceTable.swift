/// What is known of a trace without reading its spans.
struct TraceEntry {
    let id: Trace.ID
    /// In nanoseconds since 1970; 0 when no span says.
    var start: UInt64 = 0
    var end: UInt64 = 0
    var spans = 0
    var errors = 0
    var logs = 0
    /// Spans without a parent.
    var roots = 0
    /// Parents that have not come.
    var missing = 0
    /// The span that the trace is named after; 0 for none.
    var root: Int64 = 0
    /// The services' names, with the number of their spans.
    var services: [(name: Int, spans: Int)] = []
    var bytes = 0

    init(id: Trace.ID) {
        self.id = id
    }

    /// 0 where no span says when it began.
    var duration: UInt64 { start > 0 && end > start ? end - start : 0 }
    var isComplete: Bool { roots > 0 && missing == 0 }
}

/// All traces by their numbers, in memory: so that a search may sort a million of them.
struct TraceTable {
    /// The traces from `base` on; the first `gone` of them make no difference any more.
    private var entries: [TraceEntry] = []
    private var gone = 0
    /// The number of the first of `entries`.
    private var base: Int64 = 1

    /// The numbers of the traces; some of them may have log records only.
    var numbers: Range<Int64> { base + Int64(gone)..<base + Int64(entries.count) }

    subscript(number: Int64) -> TraceEntry {
        get { entries[Int(number - base)] }
        _modify { yield &entries[Int(number - base)] }
    }

    func contains(_ number: Int64) -> Bool { numbers.contains(number) }

    /// - Returns: the new trace's number.
    mutating func append(_ entry: TraceEntry) -> Int64 {
        entries.append(entry)
        return base + Int64(entries.count) - 1
    }

    /// The next trace has this number. Only for an empty table.
    mutating func begin(at number: Int64) {
        base = number
        entries = []
        gone = 0
    }

    /// Forgets the traces before this one.
    mutating func removeAll(before number: Int64) {
        gone = min(max(gone, Int(number - base)), entries.count)
        // Moving what is left once half of it is gone costs each one move, all in all.
        guard gone > 1_024, gone > entries.count / 2 else { return }
        entries.removeFirst(gone)
        base += Int64(gone)
        gone = 0
    }
}

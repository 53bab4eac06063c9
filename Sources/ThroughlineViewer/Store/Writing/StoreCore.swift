import OTLP

/// The database, and what is kept in memory of it: for one thread at a time.
///
/// Whoever changes anything does it within ``write(_:)``: where that fails, the database is as it was before, and what is
/// in memory is read from it anew.
final class StoreCore {
    /// A segment that is full, and so in the database.
    struct SealedSegment {
        let id: Int64
        let signal: Segment.Signal
        let count: Int
        /// The last trace that it holds, and the last log record without one.
        let newestTrace: Int64
        let newestLog: Int64
    }

    /// What is counted as long as the process lives.
    struct Counts {
        var duplicateSpans = 0
        var prunedSpans = 0
        var prunedTraces = 0
        var rejectedSpans = 0
        var rejectedLogs = 0
        var rejectedPoints = 0
    }

    let connection: SQLiteConnection
    let limits: TelemetryStore.Limits
    let maxBytes: Int

    var names: Names
    var origins: Origins
    var traces = TraceTable()
    var states = TraceStates()
    var changedStates: [TraceState] = []
    var sealed: [SealedSegment] = []
    var builders = Segment.Signal.allCases.map(SegmentBuilder.init)
    /// The one row that counts of spans that were sent again.
    var replaced: [Int64: (segment: Int64, row: Int)] = [:]
    var seriesNumbers: [[UInt8]: Int64] = [:]

    var spanCount = 0
    var traceCount = 0
    var logCount = 0
    var pointCount = 0
    var nextLog: Int64 = 1
    /// The first log record without a trace that is still here.
    var oldestUntracedLog: Int64 = 0
    /// The bytes of traces with their log records, of other log records, and of points.
    var bytes = SizeByClass()
    /// As many names and origins as there were when those that nothing has were last forgotten.
    var sweptCount = 0

    var counts = Counts()
    /// The traces that have made room of late.
    var forgotten: Set<Trace.ID> = []

    init(path: String?, limits: TelemetryStore.Limits) throws {
        self.limits = limits
        maxBytes = limits.maxBytes ?? (path == nil ? 512 << 20 : 2 << 30)
        connection = try SQLiteConnection(path: path)
        try Schema.prepare(connection, path: path)
        names = try Names(connection)
        origins = try Origins(connection, names: &names)
        try load()
    }

    /// What one trace may take: others are not to make room for it alone.
    var maxTraceBytes: Int { maxBytes / 4 }

    /// The number of the segment in memory: of the two signals, one has the even numbers.
    func openSegment(_ signal: Segment.Signal) -> Int64 {
        (sealed.last { $0.signal == signal }?.id ?? Int64(signal.rawValue)) + 2
    }

    /// Changes the database, all of it or nothing.
    func write<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try connection.transaction {
                let result = try body()
                try writeChangedTraces()
                try makeRoom()
                return result
            }
        } catch {
            try load()
            throw error
        }
    }
}

extension StoreCore {
    /// Reads all that is kept in memory.
    func load() throws {
        names = try Names(connection)
        origins = try Origins(connection, names: &names)
        states = TraceStates()
        changedStates = []
        seriesNumbers = [:]
        sweptCount = 0
        try loadTraces()
        try loadCounts()
        try loadSegments()
    }

    private func loadTraces() throws {
        traces = TraceTable()
        (spanCount, traceCount) = (0, 0)
        bytes = SizeByClass()
        let rows = try connection.statement(
            """
            SELECT id, high, low, start, end, spans, errors, logs, roots, missing, root, services, bytes
            FROM trace ORDER BY id
            """
        )
        var next: Int64 = 0
        while try rows.step() {
            let number = rows.integer(0)
            if next == 0 {
                traces.begin(at: number)
                next = number
            }
            // Numbers follow upon each other; a gap is nothing that the store leaves.
            guard number == next else { throw StoreError.damaged(reason: "trace \(next) is missing") }
            next += 1
            var entry = TraceEntry(id: Trace.ID(high: rows.bits(1), low: rows.bits(2)))
            (entry.start, entry.end) = (rows.bits(3), rows.bits(4))
            (entry.spans, entry.errors, entry.logs) = (rows.count(5), rows.count(6), rows.count(7))
            (entry.roots, entry.missing, entry.root) = (rows.count(8), rows.count(9), rows.integer(10))
            entry.services = rows.withBytes(11) { TraceEntry.services($0) }
            entry.bytes = rows.count(12)
            _ = traces.append(entry)
            spanCount += entry.spans
            if entry.spans > 0 { traceCount += 1 }
            bytes.traces += entry.bytes
        }
    }

    private func loadCounts() throws {
        logCount = Int(try connection.integer("SELECT count(*) FROM log"))
        // Numbers are not given twice: rows of segments may still have those of log records that made room.
        let last = [
            "SELECT max(id) FROM log", "SELECT max(newest_log) FROM segment",
            "SELECT max(record) FROM unsealed WHERE signal = \(Segment.Signal.logs.rawValue)",
        ]
        nextLog = try last.map { try connection.integer($0) }.reduce(0, max) + 1
        pointCount = Int(try connection.integer("SELECT count(*) FROM point"))
        bytes.points = Int(try connection.integer("SELECT sum(length(data) + 64) FROM point"))
        bytes.logs = Int(try connection.integer("SELECT sum(length(data) + 128) FROM log WHERE trace = 0"))
        oldestUntracedLog = try connection.integer("SELECT min(id) FROM log WHERE trace = 0")
        if oldestUntracedLog == 0 { oldestUntracedLog = nextLog }
        replaced = [:]
        let rows = try connection.statement("SELECT span, segment, row FROM replaced")
        while try rows.step() { replaced[rows.integer(0)] = (rows.integer(1), rows.count(2)) }
    }

    private func loadSegments() throws {
        sealed = []
        builders = Segment.Signal.allCases.map(SegmentBuilder.init)
        let segments = try connection.statement(
            "SELECT id, signal, count, newest_trace, newest_log FROM segment ORDER BY id"
        )
        while try segments.step() {
            guard let signal = Segment.Signal(rawValue: segments.count(1)) else { continue }
            let count = min(segments.count(2), Segment.capacity)
            sealed.append(
                SealedSegment(
                    id: segments.integer(0),
                    signal: signal,
                    count: count,
                    newestTrace: segments.integer(3),
                    newestLog: segments.integer(4)
                )
            )
        }
        var unsealed: [(Segment.Signal, Int64)] = []
        let rows = try connection.statement("SELECT signal, record FROM unsealed ORDER BY id")
        while try rows.step() {
            if let signal = Segment.Signal(rawValue: rows.count(0)) { unsealed.append((signal, rows.integer(1))) }
        }
        for (signal, record) in unsealed {
            switch signal {
            case .spans: try indexStoredSpan(record)
            case .logs: try indexStoredLog(record)
            }
        }
    }
}

/// How many bytes there are of what makes room together.
struct SizeByClass {
    var traces = 0
    var logs = 0
    var points = 0
}

extension TraceEntry {
    /// The services as they are stored: pairs of 4 bytes.
    var serviceBytes: [UInt8] {
        services.flatMap { pair in
            withUnsafeBytes(of: (UInt32(pair.name), UInt32(clamping: pair.spans)), Array.init)
        }
    }

    static func services(_ bytes: UnsafeRawBufferPointer) -> [(name: Int, spans: Int)] {
        (0..<bytes.count / 8).map { index in
            let name = bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt32.self)
            let spans = bytes.loadUnaligned(fromByteOffset: 8 * index + 4, as: UInt32.self)
            return (Int(name), Int(spans))
        }
    }
}

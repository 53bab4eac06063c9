/// A segment as a search reads it, whether it is in the database or still in memory.
struct SegmentView {
    let core: StoreCore
    let id: Int64
    let signal: Segment.Signal
    /// The number of rows.
    let count: Int
    let isOpen: Bool

    /// Calls `body` with the values under a key; not where no row has it.
    func withField(_ key: FieldKey, _ body: (FieldData) throws -> Void) throws {
        if isOpen {
            guard let bytes = core.builders[signal.rawValue].data(of: key) else { return }
            try bytes.withUnsafeBytes { try read($0, body) }
        } else {
            let statement = try core.connection.statement("SELECT data FROM field WHERE id = ?")
            statement.bind(1, id << 24 | Int64(key.number))
            guard try statement.step() else { return }
            defer { statement.reset() }
            try statement.withBytes(0) { try read($0, body) }
        }
    }

    private func read(_ bytes: UnsafeRawBufferPointer, _ body: (FieldData) throws -> Void) throws {
        guard let data = FieldData(bytes) else { throw StoreError.damaged(reason: "a field of segment \(id) is none") }
        try body(data)
    }

    /// One number for each row.
    func column(_ key: FieldKey) throws -> [UInt64] {
        var column: [UInt64] = []
        func read(_ bytes: UnsafeRawBufferPointer) {
            column = [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
                // What a damaged file lacks is 0.
                buffer.initialize(repeating: 0)
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * 8))
                )
                initialized = count
            }
        }
        if isOpen {
            core.builders[signal.rawValue].data(of: key)?.withUnsafeBytes(read)
        } else {
            let statement = try core.connection.statement("SELECT data FROM field WHERE id = ?")
            statement.bind(1, id << 24 | Int64(key.number))
            if try statement.step() { statement.withBytes(0, read) }
            statement.reset()
        }
        return column.count == count ? column : [UInt64](repeating: 0, count: count)
    }

    /// All keys that are not columns.
    func keys() throws -> [FieldKey] {
        if isOpen { return Array(core.builders[signal.rawValue].fields.keys) }
        let statement = try core.connection.statement("SELECT id & 0xFFFFFF FROM field WHERE id >= ? AND id < ?")
        statement.bind(1, id << 24 | Int64(FieldKey.origin.number))
        statement.bind(2, (id + 1) << 24)
        var keys: [FieldKey] = []
        while try statement.step() { keys.append(FieldKey(number: statement.count(0))) }
        return keys
    }

    /// Calls `body` for those of the rows that count, with their numbers: not for what has made room, nor for a span that
    /// was sent again.
    func forEachLive(_ rows: RowSet, _ body: (_ row: Int, _ record: Int64, _ trace: Int64) throws -> Void) throws {
        guard !rows.isEmpty else { return }
        let (records, traces) = (try column(.record), try column(.trace))
        let (first, last) = (core.traces.numbers.lowerBound, core.traces.numbers.upperBound)
        let oldestLog = core.oldestUntracedLog
        let hasReplaced = signal == .spans && !core.replaced.isEmpty
        var failure: (any Error)?
        rows.forEach { row in
            guard row < count, failure == nil else { return }
            let (record, trace) = (Int64(bitPattern: records[row]), Int64(bitPattern: traces[row]))
            guard trace >= first && trace < last || (trace == 0 && signal == .logs && record >= oldestLog) else {
                return
            }
            if hasReplaced, let place = core.replaced[record], place.segment != id || place.row != row { return }
            do { try body(row, record, trace) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

extension StoreCore {
    /// The segments of a signal, the oldest first.
    func segments(_ signal: Segment.Signal) -> [SegmentView] {
        var views = sealed.filter { $0.signal == signal }.map {
            SegmentView(core: self, id: $0.id, signal: signal, count: $0.count, isOpen: false)
        }
        let builder = builders[signal.rawValue]
        if builder.count > 0 {
            let id = openSegment(signal)
            views.append(SegmentView(core: self, id: id, signal: signal, count: builder.count, isOpen: true))
        }
        return views
    }
}

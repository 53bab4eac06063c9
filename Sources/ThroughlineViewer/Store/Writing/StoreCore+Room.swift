import OTLP

extension StoreCore {
    /// What the database takes, in bytes, without the pages that are free to be used again.
    func usedBytes() throws -> Int {
        let pages = try connection.integer("PRAGMA page_count") - connection.integer("PRAGMA freelist_count")
        return Int(pages * (try connection.integer("PRAGMA page_size")))
    }

    /// Forgets what came first, until all is within the limits.
    ///
    /// Traces (with their log records), other log records and data points have a share of the room each, so that a chatty
    /// service's log does not drive out the traces: what is furthest above its share makes room.
    func makeRoom() throws {
        if spanCount > limits.maxSpans {
            var excess = spanCount - limits.maxSpans
            var cut = traces.numbers.lowerBound
            while excess > 0, cut < traces.numbers.upperBound - 1 {
                excess -= traces[cut].spans
                cut += 1
            }
            try removeTraces(before: cut)
        }
        var rounds = 0
        while rounds < 64, try usedBytes() > maxBytes, try makeRoomOnce() { rounds += 1 }
    }

    /// - Returns: whether there was anything to forget.
    func makeRoomOnce() throws -> Bool {
        let classes: [(size: Int, share: Double, remove: (Int) throws -> Bool)] = [
            (bytes.traces, 0.75, removeFirstTraces), (bytes.logs, 0.1, removeFirstLogs),
            (bytes.points, 0.15, removeFirstPoints),
        ]
        // A part of what there is: to make room often and little holds up nobody for long.
        for (size, _, remove) in classes.sorted(by: { Double($0.size) / $0.share > Double($1.size) / $1.share }) {
            if size > 0, try remove(max(size / 64, 1)) { return true }
        }
        return false
    }

    private func removeFirstTraces(_ size: Int) throws -> Bool {
        var rest = size
        var cut = traces.numbers.lowerBound
        // The last trace stays: the next one's number is the one behind it.
        while rest > 0, cut < traces.numbers.upperBound - 1 {
            rest -= traces[cut].bytes
            cut += 1
        }
        guard cut > traces.numbers.lowerBound else { return false }
        try removeTraces(before: cut)
        return true
    }

    private func removeTraces(before cut: Int64) throws {
        let firstRow = Self.row(trace: cut, place: 0)
        for number in traces.numbers.lowerBound..<cut {
            let entry = traces[number]
            spanCount -= entry.spans
            bytes.traces -= entry.bytes
            counts.prunedSpans += entry.spans
            if entry.spans > 0 {
                forgotten.insert(entry.id)
                traceCount -= 1
                counts.prunedTraces += 1
            }
            logCount -= entry.logs
        }
        try delete("DELETE FROM span WHERE id < ?", firstRow)
        try delete("DELETE FROM link WHERE source < ?", firstRow)
        try delete("DELETE FROM log WHERE trace > 0 AND trace < ?", cut)
        try delete("DELETE FROM trace WHERE id < ?", cut)
        if !replaced.isEmpty {
            try delete("DELETE FROM replaced WHERE span < ?", firstRow)
            replaced = replaced.filter { $0.key >= firstRow }
        }
        traces.removeAll(before: cut)
        states.removeAll(before: cut)
        changedStates.removeAll { $0.number < cut }
        try removeDeadSegments()
    }

    private func removeFirstLogs(_ size: Int) throws -> Bool {
        let first = try connection.statement(
            "SELECT id, length(data) FROM log WHERE trace = 0 AND id >= ? ORDER BY id LIMIT 4096"
        )
        first.bind(1, oldestUntracedLog)
        var rest = size
        var last: Int64 = 0
        var count = 0
        while rest > 0, try first.step() {
            last = first.integer(0)
            rest -= first.count(1) + 128
            count += 1
        }
        first.reset()
        guard count > 0 else {
            bytes.logs = 0
            return false
        }
        try delete("DELETE FROM log WHERE trace = 0 AND id <= ?", last)
        bytes.logs -= size - rest
        logCount -= count
        oldestUntracedLog = last + 1
        try removeDeadSegments()
        return true
    }

    private func removeFirstPoints(_ size: Int) throws -> Bool {
        let first = try connection.statement("SELECT id, length(data) FROM point ORDER BY id LIMIT 4096")
        var rest = size
        var last: Int64 = 0
        var count = 0
        while rest > 0, try first.step() {
            last = first.integer(0)
            rest -= first.count(1) + 64
            count += 1
        }
        first.reset()
        guard count > 0 else {
            bytes.points = 0
            return false
        }
        try delete("DELETE FROM point WHERE id <= ?", last)
        bytes.points -= size - rest
        pointCount -= count
        if pointCount == 0 || last % 16 == 0 {
            try connection.execute("DELETE FROM series WHERE id NOT IN (SELECT series FROM point)")
            seriesNumbers = [:]
            try sweep()
        }
        return true
    }

    /// Drops the segments of which no row counts any more.
    private func removeDeadSegments() throws {
        let dead = sealed.filter { segment in
            segment.newestTrace < traces.numbers.lowerBound && segment.newestLog < oldestUntracedLog
        }
        guard !dead.isEmpty else { return }
        for segment in dead {
            try delete("DELETE FROM segment WHERE id = ?", segment.id)
            let fields = try connection.statement("DELETE FROM field WHERE id >= ? AND id < ?")
            fields.bind(1, segment.id << 24)
            fields.bind(2, (segment.id + 1) << 24)
            try fields.run()
        }
        let ids = Set(dead.map(\.id))
        sealed.removeAll { ids.contains($0.id) }
        try sweep()
    }

    /// Forgets the names and origins that nothing has any more, once they may be half of all.
    private func sweep() throws {
        guard names.count + origins.all.count > 2 * sweptCount + 2_048 else { return }
        var usedOrigins: Set<Int64> = []
        var usedNames: Set<Int> = []
        for table in ["span", "log", "series"] {
            let rows = try connection.statement("SELECT DISTINCT origin FROM \(table)")
            while try rows.step() { usedOrigins.insert(rows.integer(0)) }
        }
        try origins.keep(usedOrigins)
        for origin in origins.all.values { usedNames.insert(origin.serviceName) }
        let fields = try connection.statement("SELECT DISTINCT id & 0xFFFFFF FROM field")
        while try fields.step() {
            if let name = FieldKey(number: fields.count(0)).name { usedNames.insert(name) }
        }
        for builder in builders {
            for key in builder.fields.keys {
                if let name = key.name { usedNames.insert(name) }
            }
        }
        for number in traces.numbers {
            for service in traces[number].services { usedNames.insert(service.name) }
        }
        try names.keep(usedNames)
        sweptCount = names.count + origins.all.count
    }

    private func delete(_ sql: String, _ bound: Int64) throws {
        let statement = try connection.statement(sql)
        statement.bind(1, bound)
        try statement.run()
    }

    /// Forgets everything.
    func removeAll() throws {
        try connection.transaction {
            for table in [
                "span", "link", "log", "trace", "point", "series", "segment", "field", "unsealed", "replaced", "origin",
                "name",
            ] {
                try connection.execute("DELETE FROM \(table)")
            }
        }
        try load()
    }
}

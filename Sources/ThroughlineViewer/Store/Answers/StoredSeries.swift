import OTLP

/// A series as it is stored.
struct StoredSeries: Sendable {
    let origin: Origin?
    let name: String
    let unit: String
    let description: String
    let kind: MetricSeries.Kind
    let attributes: [UInt8]
    var points: [[UInt8]] = []

    func series() throws -> MetricSeries {
        MetricSeries(
            name: name,
            unit: unit,
            description: description,
            kind: kind,
            resource: origin?.resource ?? Resource(),
            scope: origin?.scope ?? InstrumentationScope(),
            attributes: try Resource(protobuf: attributes, limits: .trusted).attributes,
            points: try points.map { try MetricSeries.Point($0, kind: kind) }
        )
    }
}

extension TelemetryStore {
    /// The series of the metrics of this name, with their last points.
    public func series(named name: String, points limit: Int = 1_000) async throws -> [MetricSeries] {
        let stored = try await read { core in
            let find = try core.connection.statement(
                "SELECT id, origin, name, unit, description, form, attributes FROM series WHERE name = ? ORDER BY id"
            )
            find.bind(1, name)
            var stored: [StoredSeries] = []
            var ids: [Int64] = []
            while try find.step() {
                guard let series = core.storedSeries(find) else { continue }
                stored.append(series)
                ids.append(find.integer(0))
            }
            for (index, id) in ids.enumerated() { stored[index].points = try core.points(of: id, limit: limit) }
            return stored
        }
        return try stored.map { try $0.series() }
    }
}

extension StoreCore {
    /// The series in a row of `id, origin, name, unit, description, form, attributes`.
    func storedSeries(_ row: SQLiteStatement) -> StoredSeries? {
        guard let kind = MetricSeries.Kind(code: row.count(5)) else { return nil }
        return StoredSeries(
            origin: origins[row.integer(1)],
            name: row.text(2),
            unit: row.text(3),
            description: row.text(4),
            kind: kind,
            attributes: row.bytes(6)
        )
    }

    /// The last points, the oldest first.
    func points(of series: Int64, limit: Int) throws -> [[UInt8]] {
        let find = try connection.statement("SELECT data FROM point WHERE series = ? ORDER BY id DESC LIMIT ?")
        find.bind(1, series)
        find.bind(2, limit)
        var points: [[UInt8]] = []
        while try find.step() { points.append(find.bytes(0)) }
        return points.reversed()
    }
}

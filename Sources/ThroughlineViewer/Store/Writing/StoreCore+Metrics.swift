import OTLP

extension StoreCore {
    /// As many series as have their numbers in memory.
    private static let maxKnownSeries = 20_000

    /// Adds the data points of a request to those that are to be written. What is not valid is left out.
    func insert(_ groups: [ResourceMetrics], into insertion: inout MetricInsertion) throws {
        for group in groups {
            for scoped in group.scopeMetrics {
                guard let draft = OriginDraft(group.resource, scoped.scope), draft.size <= maxBytes / 16 else {
                    let points = scoped.metrics.reduce(0) { $0 + ($1.series?.points.count ?? 0) }
                    insertion.rejected[.storeFull, default: 0] += points
                    continue
                }
                let origin = try origins.origin(of: draft, names: &names)
                for metric in scoped.metrics { try insert(metric, origin: origin, into: &insertion) }
            }
        }
        if seriesNumbers.count > Self.maxKnownSeries { seriesNumbers = [:] }
    }

    private func insert(_ metric: Metric, origin: Origin, into insertion: inout MetricInsertion) throws {
        guard let (kind, points) = metric.series, !points.isEmpty else { return }
        guard !metric.name.isEmpty else { return insertion.rejected[.unnamed, default: 0] += points.count }
        guard kind.hasTemporality else {
            return insertion.rejected[.unspecifiedTemporality, default: 0] += points.count
        }
        for point in points {
            let attributes = Resource(attributes: point.attributes.sorted { $0.key < $1.key })
            // Only what is nested too deeply cannot be written, and nothing that was read is.
            guard let data = try? point.data(), let attributeBytes = try? attributes.protobuf(),
                data.count + attributeBytes.count + metric.name.utf8.count + metric.unit.utf8.count <= maxBytes / 16
            else {
                insertion.rejected[.storeFull, default: 0] += 1
                continue
            }
            let series = try series(metric, kind: kind, origin: origin, attributes: attributeBytes)
            let insert = try connection.statement("INSERT INTO point (series, data) VALUES (?, ?)")
            insert.bind(1, series)
            try insert.run(2, bytes: data)
            pointCount += 1
            bytes.points += data.count + 64
            insertion.accepted += 1
        }
    }

    private func series(
        _ metric: Metric,
        kind: MetricSeries.Kind,
        origin: Origin,
        attributes: [UInt8]
    ) throws -> Int64 {
        var identity = withUnsafeBytes(of: (origin.id, Int64(kind.code)), Array.init)
        for part in [Array(metric.name.utf8), Array(metric.unit.utf8)] {
            identity += withUnsafeBytes(of: UInt32(part.count), Array.init)
            identity += part
        }
        identity += attributes
        if let number = seriesNumbers[identity] { return number }
        let find = try connection.statement("SELECT id FROM series WHERE identity = ?")
        find.bind(1, identity)
        let number: Int64
        if try find.step() {
            number = find.integer(0)
            find.reset()
        } else {
            let insert = try connection.statement(
                """
                INSERT INTO series (identity, origin, name, unit, description, form, attributes) VALUES (?, ?, ?, ?, ?, ?, ?)
                """
            )
            insert.bind(1, identity)
            insert.bind(2, origin.id)
            insert.bind(3, metric.name)
            insert.bind(4, metric.unit)
            insert.bind(5, String(metric.description.unicodeScalars.prefix(1_024)))
            insert.bind(6, kind.code)
            insert.bind(7, attributes)
            try insert.run()
            number = connection.lastRowID
        }
        seriesNumbers[identity] = number
        return number
    }
}

import OTLP

/// A span of which an answer needs more than the index has.
struct DetailSpan: Sendable {
    let trace: Trace.ID
    let id: UInt64
    let parent: UInt64
    let origin: Origin?
    let data: [UInt8]

    func decoded() throws -> Span { try Span(protobuf: data, limits: .trusted) }
}

extension StoreCore {
    func detail(_ record: Int64) throws -> DetailSpan? {
        let find = try connection.statement("SELECT span, parent, origin, data FROM span WHERE id = ?")
        find.bind(1, record)
        guard traces.contains(Self.trace(of: record)), try find.step() else { return nil }
        defer { find.reset() }
        let trace = traces[Self.trace(of: record)].id
        return DetailSpan(
            trace: trace,
            id: find.bits(0),
            parent: find.bits(1),
            origin: origins[find.integer(2)],
            data: find.bytes(3)
        )
    }

    /// The spans of a trace that are wanted, by their own and their parent's id.
    func records(of trace: Int64, where isWanted: ((span: UInt64, parent: UInt64)) -> Bool) throws -> [Int64] {
        let first = Self.row(trace: trace, place: 0)
        let find = try connection.statement("SELECT id, span, parent FROM span WHERE id BETWEEN ? AND ?")
        find.bind(1, first)
        find.bind(2, first + Int64(Self.maxPlaces - 1))
        var records: [Int64] = []
        while try find.step() {
            if isWanted((find.bits(1), find.bits(2))) { records.append(find.integer(0)) }
        }
        return records
    }
}

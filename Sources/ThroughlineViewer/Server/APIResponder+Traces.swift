import HTTPTypes
import Hummingbird
import NIOCore
import OTLP

extension APIResponder {
    func list(_ parameters: Parameters) async throws -> Answer {
        enum Order: String, CaseIterable { case asc, desc }
        return try await .json(
            store.traces(
                matching: query(parameters),
                sort: parameters.word("sort", default: TraceSort.start),
                ascending: parameters.word("order", default: Order.desc) == .asc,
                cursor: parameters.cursor("cursor"),
                limit: parameters.number("limit", in: 1...500, default: 50),
                from: parameters.time("from"),
                to: parameters.time("to")
            )
        )
    }

    func removeAll() async throws -> Answer {
        try await store.removeAll()
        traces.forgetAll()
        live.announce([], all: true)
        return Answer(status: .noContent)
    }

    func rows(of id: Trace.ID) async throws -> TraceRows {
        guard let rows = try await traces.rows(of: id) else {
            throw APIError.notFound("This trace is not here. It has not come, or it has made room for others.")
        }
        return rows
    }

    /// - Parameter row: the row. Where more spans have come since it was asked for, `span` says whose it was.
    func span(_ row: Int, of id: Trace.ID, _ parameters: Parameters) async throws -> Answer {
        let rows = try await rows(of: id)
        var row = row
        if let wanted = parameters["span"].flatMap({ Trace.Span.ID(hex: $0) }),
            !rows.rows.indices.contains(row) || rows.rows[row].span.id != wanted,
            let now = rows.rows.firstIndex(where: { $0.span.id == wanted })
        {
            row = now
        }
        guard rows.rows.indices.contains(row) else { throw APIError.notFound("The trace has no such row.") }
        let span = rows.rows[row].span
        let names = try await store.names(of: span.data.links.compactMap { SpanReference($0) })
        return try await .json(
            SpanReport(
                rows.rows[row],
                of: id,
                linkedNames: names,
                linkedFrom: store.links(to: id, span.id),
                logs: rows.trace.logs(of: span.id)
            )
        )
    }

    func search(_ id: Trace.ID, _ parameters: Parameters) async throws -> Answer {
        let rows = try await rows(of: id)
        let found = try await store.spans(of: id, matching: query(parameters))
        return try .json(["rows": rows.rows.indices.filter { found.contains(rows.rows[$0].span.id) }])
    }

    func compare(_ id: Trace.ID, _ parameters: Parameters) async throws -> Answer {
        let here = try await rows(of: id)
        let other: Trace.ID?
        switch parameters["with"] {
        case nil, "previous": other = try await store.previousTrace(of: id)
        case let text?:
            guard let given = Trace.ID(hex: text) else {
                throw APIError.badRequest("with is a trace's id, or previous.")
            }
            other = given
        }
        var there: TraceRows?
        if let other { there = try await rows(of: other) }
        return try .json(TraceComparison(here, there))
    }

    func document(_ id: Trace.ID) async throws -> Answer {
        var answer = Answer.written(try TraceDocument(try await rows(of: id).trace).json())
        answer.headers[.contentDisposition] = "attachment; filename=\"trace-\(id.hex).json\""
        return answer
    }

    func export(_ parameters: Parameters) async throws -> Answer {
        let ids = try await store.traceIDs(matching: query(parameters), limit: .max)
        let body = ResponseBody { [store] writer in
            for id in ids {
                // It may have made room for others in the meantime.
                guard let trace = try await store.trace(id) else { continue }
                for line in try TraceDocument(trace).lines() {
                    try await writer.write(ByteBuffer(bytes: line + [UInt8(ascii: "\n")]))
                }
            }
            try await writer.finish(nil)
        }
        return Answer(
            headers: [
                .contentType: "application/x-ndjson", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"traces.jsonl\"",
            ],
            content: .stream(body)
        )
    }
}

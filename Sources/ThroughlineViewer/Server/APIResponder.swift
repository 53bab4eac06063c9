import HTTPTypes
import Hummingbird
import Logging
import WireText

/// Answers the requests of the viewer's API: JSON over a ``TelemetryStore``, for the page, the command line and scripts.
struct APIResponder: Sendable {
    let store: TelemetryStore
    let traces: TraceCache
    let live: LiveFeed
    let origins: OriginRule
    let importer: Importer
    let about: ViewerFacts
    let logger: Logger

    func answer(to request: Request) async -> Answer {
        do {
            try origins.check(request.head)
            let path = request.uri.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
                .map { PercentEncoding.decodeLeniently($0) }
            let route = try APIRoute(path)
            guard route.methods.contains(request.method) else {
                throw APIError.methodNotAllowed(route.methods.map(\.rawValue).joined(separator: ", "))
            }
            if request.method == .post || request.method == .delete { try origins.checkChange(request.head) }
            return try await answer(request, at: route, with: Parameters(query: request.uri.query))
        } catch let error as APIError {
            return Answer(error)
        } catch let error as QueryError {
            return Answer(APIError(status: .badRequest, message: error.message, position: error.position))
        } catch {
            logger.error("The viewer could not answer.", metadata: ["error": "\(error)"])
            return Answer(.failed)
        }
    }

    private func answer(_ request: Request, at route: APIRoute, with parameters: Parameters) async throws -> Answer {
        switch route {
        case .traces where request.method == .delete: return try await removeAll()
        case .traces: return try await list(parameters)
        case .trace(let id): return try await .written(Waterfall(rows(of: id)).json())
        case .span(let id, let row): return try await span(row, of: id, parameters)
        case .search(let id): return try await search(id, parameters)
        case .comparison(let id): return try await compare(id, parameters)
        case .document(let id): return try await document(id)
        case .export: return try await export(parameters)
        case .import: return try await .json(importer.importBody(of: request))
        case .live:
            if request.method == .head { return Answer(headers: [.contentType: "text/event-stream"]) }
            return try live.answer { [store] in (try? await store.status().traces) ?? 0 }
        case .status: return try await .json(StatusReport(store: store.status(), viewer: about))
        default: return try await answer(at: route, with: parameters)
        }
    }

    /// What is about many traces.
    private func answer(at route: APIRoute, with parameters: Parameters) async throws -> Answer {
        let (from, to) = (try parameters.time("from"), try parameters.time("to"))
        let limit = try parameters.number("limit", in: 1...5_000, default: 100)
        switch route {
        case .fields:
            return try await .json(store.fields(prefix: parameters["prefix"] ?? "", limit: limit))
        case .values(let key):
            return try await .json(store.values(of: key, prefix: parameters["prefix"] ?? "", limit: limit))
        case .routes: return try await .json(store.routes(from: from, to: to))
        case .map: return try await .json(store.map(from: from, to: to))
        case .jobs:
            return try await .json(
                store.jobs(
                    queue: parameters["queue"],
                    type: parameters["type"],
                    state: parameters["state"],
                    limit: limit
                )
            )
        case .mails: return try await .json(store.mails(limit: limit))
        case .metrics: return try await .json(store.metrics())
        case .metric(let name):
            guard let report = try await store.metric(name, service: parameters["service"]) else {
                throw APIError.notFound("There is no metric of this name, or it is of another service.")
            }
            return try .json(report)
        case .exporters: return try await .json(store.exporters())
        case .logs:
            return try await .json(
                store.logs(matching: query(parameters), cursor: parameters.cursor("cursor"), limit: limit)
            )
        default: throw APIError.failed
        }
    }

    func query(_ parameters: Parameters) throws(QueryError) -> Query {
        try parameters["q"].map { text throws(QueryError) in try Query(parsing: text) } ?? Query()
    }
}

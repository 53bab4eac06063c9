import HTTPTypes

/// What a request of the API is about, by its path.
enum APIRoute: Hashable, Sendable {
    case traces
    case trace(Trace.ID)
    case span(Trace.ID, row: Int)
    case search(Trace.ID)
    case comparison(Trace.ID)
    case document(Trace.ID)
    case export
    case `import`
    case live
    case fields
    case values(key: String)
    case routes
    case map
    case jobs
    case mails
    case metrics
    case metric(name: String)
    case exporters
    case logs
    case status

    /// - Parameter path: the parts of the path after `/api/`.
    /// - Throws: ``APIError`` when there is nothing at the path.
    init(_ path: [String]) throws(APIError) {
        switch (path.first, path.count) {
        case ("traces", 1): self = .traces
        case ("traces", 2...4):
            guard let id = Trace.ID(hex: path[1]) else {
                throw .badRequest("A trace's id is 32 hexadecimal digits, not all of them zeros.")
            }
            switch path.dropFirst(2).first {
            case nil: self = .trace(id)
            case "search" where path.count == 3: self = .search(id)
            case "compare" where path.count == 3: self = .comparison(id)
            case "otlp" where path.count == 3: self = .document(id)
            case "spans" where path.count == 4:
                guard let row = Int(path[3]), row >= 0 else { throw .badRequest("A row is a number from 0 on.") }
                self = .span(id, row: row)
            default: throw .unknown
            }
        case ("export", 1): self = .export
        case ("import", 1): self = .import
        case ("live", 1): self = .live
        case ("fields", 1): self = .fields
        case ("fields", 3) where path[2] == "values": self = .values(key: path[1])
        case ("routes", 1): self = .routes
        case ("map", 1): self = .map
        case ("jobs", 1): self = .jobs
        case ("mails", 1): self = .mails
        case ("metrics", 1): self = .metrics
        case ("metrics", 2): self = .metric(name: path[1])
        case ("exporters", 1): self = .exporters
        case ("logs", 1): self = .logs
        case ("status", 1): self = .status
        default: throw .unknown
        }
    }

    /// The methods that there are; with GET there is HEAD.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .traces: [.get, .head, .delete]
        case .import: [.post]
        default: [.get, .head]
        }
    }
}

extension APIError {
    fileprivate static let unknown = APIError.notFound("There is nothing here. docs/Viewer.md lists what there is.")
}

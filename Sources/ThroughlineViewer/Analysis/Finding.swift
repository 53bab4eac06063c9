import OTLP

/// Something in a trace that is worth a look: the same query, or the same request, many times for one operation.
///
/// One query for a list and then one for each of its elements is the classic of slow applications ("N+1"). A query is the same
/// when its summary is (`db.query.summary`, or else the span's name); a request, when its method, server and template or path
/// are, where numbers and ids in a path do not count.
struct Finding: Sendable, Encodable {
    enum Kind: String, Sendable, Encodable {
        case repeatedQuery = "repeated-query"
        case repeatedRequest = "repeated-request"
    }

    let kind: Kind
    /// The row of the operation that the spans belong to.
    let parent: Int
    /// The rows of the spans, at most ``maxRows``.
    let rows: [Int]
    /// What is repeated.
    let name: String
    /// How often.
    let count: Int
    /// The time, in nanoseconds, that all of them take together.
    let duration: UInt64

    /// From so many on it is a finding.
    static let threshold = 5
    static let maxRows = 1_000
    static let maxFindings = 100

    /// The findings of a trace, those that take the most time first.
    static func all(in rows: TraceRows) -> [Finding] {
        struct Key: Hashable {
            let kind: Kind
            let parent: Int
            let service: String
            let name: String
        }
        var groups: [Key: [Int]] = [:]
        // The nearest ancestor that is no database access: statements have accesses and transactions around them.
        var operations: [Int?] = []
        operations.reserveCapacity(rows.rows.count)
        for (index, row) in rows.rows.enumerated() {
            let operation = row.parent.flatMap { rows.rows[$0].span.isDatabaseAccess ? operations[$0] : $0 }
            operations.append(operation)
            guard let operation, let (kind, name) = repeatable(row.span) else { continue }
            groups[Key(kind: kind, parent: operation, service: row.span.serviceName, name: name), default: []].append(
                index
            )
        }
        return
            groups.filter { $0.value.count >= threshold }
            .map { key, found in
                Finding(
                    kind: key.kind,
                    parent: key.parent,
                    rows: Array(found.prefix(maxRows)),
                    name: key.name,
                    count: found.count,
                    duration: found.reduce(0) { $0 &+ rows.rows[$1].span.durationNanoseconds }
                )
            }
            .sorted { ($0.duration, $1.parent, $1.name) > ($1.duration, $0.parent, $0.name) }
            .prefix(maxFindings).map { $0 }
    }

    private static func repeatable(_ span: Trace.Span) -> (Kind, String)? {
        let attributes = span.attributes
        if span.isStatement {
            return (.repeatedQuery, attributes["db.query.summary"]?.stringValue ?? span.name)
        }
        guard span.kind == .client,
            let method = (attributes["http.request.method"] ?? attributes["http.method"])?.stringValue
        else { return nil }
        if let template = attributes["url.template"]?.stringValue {
            let server = attributes["server.address"]?.stringValue ?? ""
            return (.repeatedRequest, "\(method) \(server)\(template)")
        }
        guard let url = (attributes["url.full"] ?? attributes["http.url"])?.stringValue else { return nil }
        return (.repeatedRequest, "\(method) \(pattern(ofURL: url))")
    }

    /// A URL without its scheme and query, and with `*` for parts of the path that have a digit in them.
    static func pattern(ofURL url: String) -> String {
        // Nobody reads more, and a URL may be as long as its sender likes.
        let address = url.prefix(2_000).prefix { $0 != "?" && $0 != "#" }
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        let isAbsolute = parts.count > 2 && parts[0].hasSuffix(":") && parts[1].isEmpty
        let path = isAbsolute ? parts.dropFirst(3) : parts[...]
        let host = isAbsolute ? [String(parts[2])] : []
        return (host + path.map { $0.contains(where: \.isNumber) ? "*" : String($0) }).joined(separator: "/")
    }
}

extension Trace.Span {
    /// Whether the span is a database's: a statement, or a transaction, or an access around statements.
    var isDatabaseAccess: Bool {
        attributes["db.system.name"] != nil || attributes["db.system"] != nil
    }

    /// Whether the span is one statement.
    var isStatement: Bool {
        isDatabaseAccess
            && (attributes["db.query.text"] != nil || attributes["db.query.summary"] != nil
                || attributes["db.statement"] != nil)
    }
}

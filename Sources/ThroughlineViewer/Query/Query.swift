/// What a search asks for.
///
/// ```swift
/// let query = try Query(parsing: "service=shop duration>100ms -http.route=/health")
/// let page = try await store.traces(matching: query)
/// ```
///
/// Terms stand beside each other and all must hold; `OR`, parentheses, and `-` or `NOT` before a term are what they look
/// like. A word, or words in quotes, are text that a span has anywhere. `key=value`, `key!=value`, `key~text`, `key>1` and
/// `key:*` ask for a field. docs/Viewer.md has all of it.
///
/// **A trace matches when one span meets all terms together, and no span of it meets one that is negated.** Braces say that
/// a group of terms has a span of its own, `{db.system.name=sqlite} {kind=client}`, and within them a negated term is about
/// that same span.
public struct Query: Hashable, Sendable {
    let expression: Expression

    /// Everything.
    public init() {
        expression = .all([])
    }

    /// - Throws: ``QueryError`` for what is no query, with its place.
    public init(parsing text: String) throws(QueryError) {
        var parser = try QueryParser(text)
        expression = try parser.parse()
    }

    init(_ expression: Expression) {
        self.expression = expression
    }

    /// Whether the query asks for nothing, and so finds everything.
    public var isEmpty: Bool { expression == .all([]) }

    /// What is asked for.
    indirect enum Expression: Hashable, Sendable {
        case all([Expression])
        case any([Expression])
        case not(Expression)
        /// One span meets all of it.
        case span(Expression)
        case field(Field, ValueTest)
        case text(TextPattern)
        case traceField(TraceField, ValueTest)
    }
}

extension Query {
    /// What a span has.
    enum Field: Hashable, Sendable {
        case service
        case name
        case kind
        case status
        case duration
        case scope
        case trace
        case span
        case event
        case log
        case severity
        /// Of the span, its events, the resource or the scope.
        case attribute(String)

        init(_ key: String) {
            self =
                switch key {
                case "service": .service
                case "name": .name
                case "kind": .kind
                case "status": .status
                case "duration": .duration
                case "scope": .scope
                case "trace": .trace
                case "span": .span
                case "event": .event
                case "log": .log
                case "severity": .severity
                default: .attribute(key)
                }
        }
    }

    /// What a trace has as a whole.
    enum TraceField: String, Hashable, Sendable {
        case duration = "trace.duration"
        case spans = "trace.spans"
        case errors = "trace.errors"
        case services = "trace.services"
        case root
    }
}

public import Instrumentation

/// Comments that are appended to statements, so that the database's own logs and views know the trace.
///
/// ```sql
/// SELECT * FROM songs /*application='shop',traceparent='00-4bf9…4736-00f067aa0ba902b7-01'*/
/// ```
///
/// Each span makes a text of its own of a statement, which a cache of prepared statements never finds again; so nothing is
/// appended unless asked for. Recorded texts are without comments.
///
/// Specification: https://google.github.io/sqlcommenter/spec/
public struct SQLComments: Sendable {
    /// Whether the trace goes along: `traceparent`, and `tracestate` where there is one.
    public var propagatesTrace = true
    /// What else is said with every statement, such as the application's name.
    public var tags: [String: String] = [:]
    /// What writes the trace; `nil` for the application's own instrument. Baggage is never written.
    public var propagator: (any Instrument)?

    public init(propagatesTrace: Bool = true, tags: [String: String] = [:]) {
        self.propagatesTrace = propagatesTrace
        self.tags = tags
    }
}

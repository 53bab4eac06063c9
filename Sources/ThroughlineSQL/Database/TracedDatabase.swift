import SemanticConventions
public import SpanRecording

/// A database whose calls leave spans and metrics, by the conventions for database clients.
///
/// It knows no driver: it wraps the calls of any.
///
/// ```swift
/// let database = TracedDatabase(
///     system: .postgresql,
///     namespace: "shop|public",
///     server: DatabaseEndpoint(address: "db.internal", port: 5433)
/// )
///
/// let orders = try await database.withStatement("SELECT * FROM orders WHERE customer = $1") { span in
///     let rows = try await connection.query(span.sql, [customer])
///     span.returnedRows = rows.count
///     return rows
/// }
/// ```
///
/// A span is named after what the statement does (`SELECT orders`), and records its text without values. A driver that calls
/// back at a statement's start and end uses ``startStatement(_:isParameterised:parameters:context:)`` and
/// ``SQLSpan/end(returnedRows:statusCode:error:)``.
///
/// Make one for each database, and keep it: what is found out about a text is remembered here.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/db/ (v1.44, stable)
public final class TracedDatabase: Sendable {
    public let system: DatabaseSystem
    /// `db.namespace`: the database's name within the server. With several parts, from the most general to the most
    /// specific, with `|` between them: `shop|public`.
    public let namespace: String?
    /// The server as the client's configuration has it.
    public let server: DatabaseEndpoint?
    /// Whether the database lives in this process's memory; its spans are `INTERNAL` then, not `CLIENT`.
    public let isInMemory: Bool
    public let options: Options

    let scope: InstrumentationScope
    /// What every call has.
    let sharedAttributes: Attributes
    let statements = QueryTextCache<KnownStatement>()
    /// What the metrics tell calls apart by.
    let summaryLabels = MetricLabels()
    let procedureLabels = MetricLabels()

    /// - Parameter scope: The library that makes the spans; this one, unless a driver's instrumentation says its own.
    public init(
        system: DatabaseSystem,
        namespace: String? = nil,
        server: DatabaseEndpoint? = nil,
        isInMemory: Bool = false,
        options: Options = Options(),
        scope: InstrumentationScope? = nil
    ) {
        self.system = system
        self.namespace = namespace
        self.server = server
        self.isInMemory = isInMemory
        self.options = options
        self.scope = scope ?? moduleScope
        sharedAttributes = Self.sharedAttributes(system: system, namespace: namespace, server: server)
    }
}

private let moduleScope = InstrumentationScope(name: "ThroughlineSQL", schemaURL: semanticConventionsSchemaURL)

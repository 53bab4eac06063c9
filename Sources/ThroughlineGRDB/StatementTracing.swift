public import ThroughlineSQL

/// What is traced of a database's statements, and what is recorded of them.
///
/// ```swift
/// var tracing = StatementTracing()
/// tracing.parameters = .keys(["id"])
/// configuration.traceStatements(tracing)
/// ```
public struct StatementTracing: Sendable {
    /// `db.namespace`. If `nil`, the last component of the database file's path, or `:memory:`: directories differ from
    /// machine to machine, and can name users.
    public var namespace: String?
    /// How the text of statements is recorded.
    public var queryText = QueryTextRecording.conventional
    /// How many bytes of a text are recorded.
    public var queryTextLimit = TracedDatabase.Options().queryTextLimit
    /// Whose arguments are recorded, by name without its `:`, `@` or `$`, or by index from 0. They can be personal data or
    /// secrets.
    public var parameters = ParameterRecording.none
    /// Whether `db.response.returned_rows` is recorded: the rows that were fetched, of statements that return any.
    public var returnedRows = true
    /// Whether statements that GRDB runs for itself are traced: looking up the schema, setting up a connection, entering and
    /// leaving the read-only mode, and the bookkeeping of migrations.
    public var housekeeping = false
    /// Whether transactions that cannot write are traced: those that GRDB puts around every `read`. Statements in them are
    /// traced in any case.
    public var readTransactions = false

    public init() {}
}

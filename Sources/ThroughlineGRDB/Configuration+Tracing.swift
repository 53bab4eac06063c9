public import GRDB

extension Configuration {
    /// Traces the statements and transactions of every connection that is opened with this configuration.
    ///
    /// ```swift
    /// var configuration = Configuration()
    /// configuration.traceStatements()
    /// let database = try DatabasePool(path: path, configuration: configuration)
    /// ```
    ///
    /// Each statement has a span under the one in which it is run, named after what it does: `SELECT orders`. A transaction has
    /// one around those of its statements, which says how it ended. Callbacks of ``GRDB/DatabaseReader/asyncRead(_:)`` and
    /// ``GRDB/DatabaseWriter/asyncWrite(_:completion:)`` run outside of any task, and their statements have spans without a
    /// parent, unless the database is ``GRDB/DatabaseReader/traced()``.
    ///
    /// Your own `db.trace` works as ever, whether it is set before or after, or later on an open connection. Statements are traced
    /// beside it where SQLite is a shared library on Linux, as GRDB links it. Anywhere else SQLite has room for one hook. It is yours,
    /// if you set one, and what is not traced for that is logged once; and there a failed statement's result code is not known.
    ///
    /// A connection on which tracing cannot be set up works without it.
    public mutating func traceStatements(_ tracing: StatementTracing = StatementTracing()) {
        let databases = TracedDatabases(tracing)
        prepareDatabase { db in ConnectionTrace.start(on: db, tracing: tracing, databases: databases) }
    }
}

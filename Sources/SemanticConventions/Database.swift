// Databases: https://opentelemetry.io/docs/specs/semconv/db/database-spans/ (v1.44, stable unless it says otherwise)

extension AttributeKey where Value == String {
    /// The database management system, such as `postgresql` or `sqlite`; `other_sql` where there is no name for it.
    @inlinable public static var dbSystemName: Self { "db.system.name" }
    /// The database's name, fully qualified within the server.
    @inlinable public static var dbNamespace: Self { "db.namespace" }
    /// The table, container or collection that an operation works on.
    @inlinable public static var dbCollectionName: Self { "db.collection.name" }
    /// The operation's name, such as `SELECT`.
    @inlinable public static var dbOperationName: Self { "db.operation.name" }
    /// The query's text, without values unless they are its parameters' placeholders.
    @inlinable public static var dbQueryText: Self { "db.query.text" }
    /// A summary of the query, of low cardinality, such as `SELECT orders products`.
    @inlinable public static var dbQuerySummary: Self { "db.query.summary" }
    /// The stored procedure that is called.
    @inlinable public static var dbStoredProcedureName: Self { "db.stored_procedure.name" }
    /// The database's code for how it went, such as an SQLSTATE.
    @inlinable public static var dbResponseStatusCode: Self { "db.response.status_code" }
    /// The connection pool's name, unique in the application.
    @inlinable public static var dbClientConnectionPoolName: Self { "db.client.connection.pool.name" }
    /// Whether connections that are counted are `idle` or `used`.
    @inlinable public static var dbClientConnectionState: Self { "db.client.connection.state" }

    /// A parameter of the query, by its name or, where it has none, its index from 0.
    public static func dbQueryParameter(_ key: String) -> Self { Self("db.query.parameter.\(key)") }
}

extension AttributeKey where Value == Int {
    /// How many operations a batch holds: 2 and more, or 0 for an empty one.
    @inlinable public static var dbOperationBatchSize: Self { "db.operation.batch.size" }
    /// How many rows the operation returned.
    @inlinable public static var dbResponseReturnedRows: Self { "db.response.returned_rows" }
}

import SemanticConventions
import SpanRecording

/// What the conventions say of a call, from which its name and its attributes are made.
///
/// Source: https://opentelemetry.io/docs/specs/semconv/db/database-spans/ and `…/db/sql/` (v1.44)
struct CallDescription {
    /// `db.query.summary`
    var summary: String?
    /// `db.query.text`, as it is recorded
    var text: String?
    /// `db.operation.name`
    var operation: String?
    /// `db.collection.name`
    var collection: String?
    /// `db.stored_procedure.name`
    var procedure: String?
    /// `db.operation.batch.size`: 2 and more, or 0
    var batchSize: Int?
    /// Whether the call is to the database as a whole, or to its server, where nothing more special is known.
    var isOnNamespace = false

    func call(in database: TracedDatabase) -> DatabaseCall {
        var metricAttributes = database.sharedAttributes
        if let operation { metricAttributes[.dbOperationName] = operation }
        if let collection { metricAttributes[.dbCollectionName] = collection }
        var attributes = metricAttributes
        if let summary { attributes[.dbQuerySummary] = summary }
        if let procedure { attributes[.dbStoredProcedureName] = procedure }
        if let label = database.summaryLabels.label(summary) { metricAttributes[.dbQuerySummary] = label }
        if let label = database.procedureLabels.label(procedure) { metricAttributes[.dbStoredProcedureName] = label }
        if let text { attributes[.dbQueryText] = text }
        if let batchSize { attributes[.dbOperationBatchSize] = batchSize }
        return DatabaseCall(name: name(in: database), attributes: attributes, metricAttributes: metricAttributes)
    }

    /// Source: https://opentelemetry.io/docs/specs/semconv/db/database-spans/#name
    private func name(in database: TracedDatabase) -> String {
        if let summary { return summary }
        let target = collection ?? procedure ?? (isOnNamespace ? database.namespace ?? database.serverName : nil)
        switch (operation, target) {
        case (let operation?, let target?): return "\(operation) \(target)"
        case (let operation?, nil): return operation
        case (nil, let target?): return target
        case (nil, nil): return database.system.name
        }
    }
}

extension TracedDatabase {
    /// `server.address:server.port`
    fileprivate var serverName: String? {
        guard let server else { return nil }
        guard let port = server.port ?? system.defaultPort else { return server.address }
        return server.address.contains(":") ? "[\(server.address)]:\(port)" : "\(server.address):\(port)"
    }
}

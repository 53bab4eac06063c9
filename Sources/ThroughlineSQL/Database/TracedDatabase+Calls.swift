import SemanticConventions
import SpanRecording

// What is known of a call before it is made.
extension TracedDatabase {
    func statement(_ sql: String) -> KnownStatement {
        let sql = TraceComment.removed(from: sql)
        return statements.value(for: sql) {
            KnownStatement(queryText(sql), in: self)
        }
    }

    private func queryText(_ sql: String) -> QueryText {
        QueryText(sql, dialect: system.dialect, limit: options.queryTextLimit)
    }

    func call(
        statement sql: String,
        summary: String?,
        operation: String?,
        collection: String?,
        isParameterised: Bool?
    ) -> DatabaseCall {
        let statement = statement(sql)
        let known = statement.call(isParameterised: isParameterised)
        guard summary != nil || operation != nil || collection != nil else { return known.call }
        return CallDescription(
            summary: summary ?? statement.summary,
            text: known.text,
            operation: operation,
            collection: collection
        ).call(in: self)
    }

    /// Source: https://opentelemetry.io/docs/specs/semconv/db/sql/ (notes on `db.operation.batch.size`, `db.query.summary` and
    /// `db.query.text`)
    func call(batch texts: [String], isParameterised: Bool?) -> DatabaseCall {
        var summaries = CommonValue<String?>()
        var recorded = JoinedTexts(limit: options.queryTextLimit)
        var last: (sql: String, text: QueryText)?
        for sql in texts {
            // Not remembered: the texts of a batch are many, and would push out those that are met again.
            let text = if let last, last.sql == sql { last.text } else { queryText(TraceComment.removed(from: sql)) }
            last = (sql, text)
            summaries.add(text.summary)
            recorded.add(text.recorded(as: options.queryText, isParameterised: isParameterised))
            let isFull = options.queryText == .none || recorded.isFull
            if isFull, summaries.differ || summaries.count >= Self.agreeingSummaries { break }
        }
        return batchCall(of: summaries.value ?? nil, text: recorded.text, count: texts.count)
    }

    /// How many statements of a batch must have the same summary for it to be the summary of all, however many they are.
    private static let agreeingSummaries = 64

    func call(batch sql: String, count: Int) -> DatabaseCall {
        let statement = statement(sql)
        let text = statement.call(isParameterised: true).text
        return batchCall(of: statement.summary, text: text, count: max(0, count))
    }

    private func batchCall(of summary: String?, text: String?, count: Int) -> DatabaseCall {
        CallDescription(
            summary: summary.map { "BATCH \($0)" } ?? "BATCH",
            text: text,
            operation: "BATCH",
            batchSize: count
        ).call(in: self)
    }

    func call(procedure: String) -> DatabaseCall {
        let operation = system.dialect == .transactSQL ? "EXECUTE" : "CALL"
        return CallDescription(summary: "\(operation) \(procedure)", operation: operation, procedure: procedure)
            .call(in: self)
    }

    func call(operation: String, collection: String?) -> DatabaseCall {
        CallDescription(
            summary: collection.map { "\(operation) \($0)" },
            operation: operation,
            collection: collection,
            isOnNamespace: true
        ).call(in: self)
    }

    /// What every call has.
    static func sharedAttributes(system: DatabaseSystem, namespace: String?, server: DatabaseEndpoint?) -> Attributes {
        var attributes = Attributes(minimumCapacity: 8)
        attributes[.dbSystemName] = system.name
        if let namespace, !namespace.isEmpty { attributes[.dbNamespace] = namespace }
        if let server {
            attributes[.serverAddress] = server.address
            if let port = server.port, port != system.defaultPort { attributes[.serverPort] = port }
        }
        return attributes
    }
}

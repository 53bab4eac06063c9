import SemanticConventions
import SpanRecording

// What is known of a call before it is made.
extension TracedDatabase {
    /// A text of SQL, as it is kept: its call with the text as it is, and with the text without literals.
    final class Statement: Sendable {
        let summary: String?
        let recordedText: String?
        let call: DatabaseCall
        /// The same call where the values come beside the text.
        let parameterised: DatabaseCall
        let parameterisedText: String?

        init(_ text: QueryText, in database: TracedDatabase, _ shared: Attributes) {
            let recording = database.options.queryText
            summary = text.summary
            recordedText = recording == .none ? nil : text.sanitized
            parameterisedText = recording == .conventional ? text.verbatim : recordedText
            call = CallDescription(summary: summary, text: recordedText).call(in: database, shared)
            parameterised =
                parameterisedText == recordedText
                ? call : CallDescription(summary: summary, text: parameterisedText).call(in: database, shared)
            hasPlaceholders = text.hasPlaceholders
        }

        let hasPlaceholders: Bool
    }

    func statement(_ sql: String) -> Statement {
        statements.value(for: sql) {
            let text = QueryText(sql, dialect: system.dialect, limit: options.queryTextLimit)
            return Statement(text, in: self, sharedAttributes)
        }
    }

    func call(
        statement sql: String,
        summary: String?,
        operation: String?,
        collection: String?,
        isParameterised: Bool?
    ) -> DatabaseCall {
        let statement = statement(TraceComment.removed(from: sql))
        let isParameterised = isParameterised ?? statement.hasPlaceholders
        guard summary != nil || operation != nil || collection != nil else {
            return isParameterised ? statement.parameterised : statement.call
        }
        return CallDescription(
            summary: summary ?? statement.summary,
            text: isParameterised ? statement.parameterisedText : statement.recordedText,
            operation: operation,
            collection: collection
        ).call(in: self, sharedAttributes)
    }

    /// Source: https://opentelemetry.io/docs/specs/semconv/db/sql/ (notes on `db.operation.batch.size`, `db.query.summary` and
    /// `db.query.text`)
    func call(batch texts: some Collection<String>, isParameterised: Bool?) -> DatabaseCall {
        var summaries = CommonValue<String?>()
        var recorded = JoinedTexts(limit: options.queryTextLimit)
        var last: String?
        for sql in texts {
            guard sql != last else { continue }
            last = sql
            let statement = statement(TraceComment.removed(from: sql))
            summaries.add(statement.summary)
            let isParameterised = isParameterised ?? statement.hasPlaceholders
            recorded.add(isParameterised ? statement.parameterisedText : statement.recordedText)
            if summaries.differ, recorded.isFull { break }
        }
        return batchCall(of: summaries.value ?? nil, text: recorded.text, count: texts.count)
    }

    func call(batch sql: String, count: Int, isParameterised: Bool?) -> DatabaseCall {
        let statement = statement(TraceComment.removed(from: sql))
        let isParameterised = isParameterised ?? statement.hasPlaceholders
        let text = isParameterised ? statement.parameterisedText : statement.recordedText
        return batchCall(of: statement.summary, text: text, count: max(0, count))
    }

    private func batchCall(of summary: String?, text: String?, count: Int) -> DatabaseCall {
        CallDescription(
            summary: summary.map { "BATCH \($0)" } ?? "BATCH",
            text: text,
            operation: "BATCH",
            batchSize: count
        ).call(in: self, sharedAttributes)
    }

    func call(procedure: String) -> DatabaseCall {
        let operation = system.dialect == .transactSQL ? "EXECUTE" : "CALL"
        return CallDescription(summary: "\(operation) \(procedure)", operation: operation, procedure: procedure)
            .call(in: self, sharedAttributes)
    }

    func call(operation: String, collection: String?) -> DatabaseCall {
        CallDescription(
            summary: collection.map { "\(operation) \($0)" },
            operation: operation,
            collection: collection,
            isOnNamespace: true
        ).call(in: self, sharedAttributes)
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

/// The value that all have in common, if they do.
private struct CommonValue<Value: Equatable> {
    private(set) var value: Value?
    private(set) var differ = false

    mutating func add(_ other: Value) {
        guard !differ else { return }
        if let value, value != other {
            self.value = nil
            differ = true
        } else {
            value = other
        }
    }
}

/// The texts of a batch: the one that all have, or one after the other.
private struct JoinedTexts {
    let limit: Int
    private var joined = ""
    private var first: String?
    private var isOne = true

    init(limit: Int) {
        self.limit = limit
    }

    var isFull: Bool { joined.utf8.count > limit }
    var text: String? {
        guard !isOne else { return first }
        return joined.utf8.count > limit ? joined.cut(toBytes: limit) : joined
    }

    mutating func add(_ text: String?) {
        guard let text, !isFull else { return }
        if first == nil {
            first = text
            joined = text
        } else if !isOne || text != first {
            isOne = false
            joined += "; \(text)"
        }
    }
}

import GRDB
import SemanticConventions
import SpanRecording
import Synchronization
import ThroughlineSQL

let scope = InstrumentationScope(name: "ThroughlineGRDB", schemaURL: semanticConventionsSchemaURL)

/// The databases that are opened with one configuration, as spans know them: one for all connections of a pool.
final class TracedDatabases: Sendable {
    private let tracing: StatementTracing
    private let known = Mutex<[Key: Reference]>([:])

    private struct Key: Hashable {
        let namespace: String
        let isInMemory: Bool
    }

    /// Connections hold the database; a table that did would grow with every database that was ever opened.
    private struct Reference {
        weak var database: TracedDatabase?
    }

    init(_ tracing: StatementTracing) {
        self.tracing = tracing
    }

    /// - Parameter path: The database file's path; empty for one without a file.
    func database(at path: String) -> TracedDatabase {
        let namespace = tracing.namespace ?? DatabaseName.namespace(of: path)
        let key = Key(namespace: namespace, isInMemory: path.isEmpty)
        return known.withLock { known in
            if let database = known[key]?.database { return database }
            known = known.filter { $0.value.database != nil }
            let database = TracedDatabase(
                system: .sqlite,
                namespace: namespace,
                isInMemory: path.isEmpty,
                options: tracing.options,
                scope: scope
            )
            known[key] = Reference(database: database)
            return database
        }
    }
}

extension StatementTracing {
    fileprivate var options: TracedDatabase.Options {
        var options = TracedDatabase.Options()
        options.queryText = queryText
        options.queryTextLimit = queryTextLimit
        options.parameters = parameters
        options.returnedRows = returnedRows
        options.describeFailure = { error in (error as? DatabaseError)?.failure ?? DatabaseFailure() }
        return options
    }
}

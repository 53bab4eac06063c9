import CSQLiteTracing
import GRDB
import ThroughlineSQL
import Tracing

/// What is going on on one connection.
///
/// It belongs to the connection: SQLite holds it until the connection is really gone, and it holds nothing of GRDB's. It is not
/// thread-safe, and need not be: SQLite tells of a connection on the thread that uses it, and GRDB lets one at a time use it.
final class ConnectionTrace {
    let database: TracedDatabase
    let connection: OpaquePointer
    let tracing: StatementTracing
    let transactions: TransactionTrace
    var texts = StatementTexts()
    var running: [RunningStatement] = []
    var setup: ConnectionSetup
    /// Whether the connection can only read, for good or for now.
    var isReadOnly: Bool
    /// Whether SQLite told that the connection closes, as it does of every connection that is traced to its end.
    var sawClosing = false
    /// Whether this is on the stack: whatever a tracing backend does on this very connection is not traced again.
    private var isTelling = false

    private init(_ connection: OpaquePointer, isReadOnly: Bool, tracing: StatementTracing, databases: TracedDatabases) {
        let path = sqlite3_db_filename(connection, "main").map { String(cString: $0) } ?? ""
        self.connection = connection
        self.isReadOnly = isReadOnly
        self.tracing = tracing
        database = databases.database(at: path)
        transactions = TransactionTrace(database: database)
        setup = ConnectionSetup(path: path)
    }

    deinit {
        if !sawClosing { Warnings.hookWasReplaced() }
    }

    /// Traces a connection from now on. One on which that cannot be set up stays as it is.
    static func start(on db: Database, tracing: StatementTracing, databases: TracedDatabases) {
        guard let connection = db.sqliteConnection else { return }
        if !throughline_shares_hooks(), ApplicationHook.isSet(on: db) { return Warnings.hookIsTaken() }
        let trace = ConnectionTrace(
            connection,
            isReadOnly: db.configuration.readonly,
            tracing: tracing,
            databases: databases
        )
        _ = throughline_observe(
            connection,
            { context, event in
                guard let context, let event else { return ignored }
                return Unmanaged<ConnectionTrace>.fromOpaque(context).takeUnretainedValue().receive(event.pointee)
            },
            Unmanaged.passRetained(trace).toOpaque(),
            { context in
                guard let context else { return }
                Unmanaged<ConnectionTrace>.fromOpaque(context).release()
            }
        )
    }

    private func receive(_ event: throughline_event) -> Int32 {
        guard !isTelling else { return ignored }
        isTelling = true
        defer { isTelling = false }
        switch Int(event.kind) {
        case THROUGHLINE_STATEMENT_STARTED:
            guard let statement = event.statement, let text = event.text else { return ignored }
            return started(statement, text)
        case THROUGHLINE_STATEMENT_ENDED:
            ended(event)
        case THROUGHLINE_STATEMENT_ABANDONED:
            abandoned(event)
        case THROUGHLINE_STATEMENT_REFUSED:
            if let text = event.text { refused(text, code: event.code) }
        case THROUGHLINE_CONNECTION_CLOSING:
            closing()
        default:
            break
        }
        return ignored
    }
}

/// That the end of a statement is not to be told.
let ignored = Int32(THROUGHLINE_IGNORE)

import CSQLiteTracing
import GRDB
import SemanticConventions
import SpanRecording
import ThroughlineSQL
import Tracing

// MARK: - A statement's start

extension ConnectionTrace {
    func started(_ statement: OpaquePointer, _ cString: UnsafePointer<CChar>) {
        // A statement that starts again has ended, however that escaped notice.
        abandoned(statement)
        guard running.count < Self.runningLimit else { return }
        let text = texts.text(cString, of: statement)
        let isSetup = setup.beginsTransaction(text)
        let isAutocommit = sqlite3_get_autocommit(connection) != 0

        switch text.command {
        case .begin(let kind) where isAutocommit:
            guard tracesTransactions, !isSetup else { return }
            transactions.begin(kind)
        case .savepoint(let name) where isAutocommit:
            guard tracesTransactions else { return }
            transactions.begin(.deferred, savepoint: name)
            return track(statement, text)
        case .savepoint(let name) where transactions.isOpen:
            transactions.begin(savepoint: name)
            return track(statement, text)
        case .release where transactions.isOpen, .rollbackTo where transactions.isOpen:
            return track(statement, text)
        case .commit where transactions.isOpen, .rollback where transactions.isOpen:
            break
        case .other:
            if text.isHousekeeping, !passesHousekeeping(text, of: statement) { return }
            transactions.work()
        case .begin, .savepoint, .release, .rollbackTo, .commit, .rollback:
            // Within a transaction that is not traced, or, outside of any, bound to fail like any other statement.
            guard isAutocommit || transactions.isOpen else { return }
            return track(statement, text, command: .other, span: start(text, of: statement))
        }
        track(statement, text, span: start(text, of: statement))
    }

    /// A text that could not be compiled is a statement that failed at once.
    func refused(_ cString: UnsafePointer<CChar>, code: Int32) {
        let text = StatementText(String(cString: cString))
        guard tracing.housekeeping || !text.isHousekeeping else { return }
        start(text, of: nil).end(error: DatabaseError(code: code, on: connection))
    }

    private func start(_ text: StatementText, of statement: OpaquePointer?) -> SQLSpan {
        database.startStatement(
            text.text,
            parameters: statement.map(BoundParameters.of) ?? [],
            context: transactions.context(for: .current ?? .topLevel)
        )
    }

    private func track(
        _ statement: OpaquePointer,
        _ text: StatementText,
        command: StatementCommand? = nil,
        span: SQLSpan? = nil
    ) {
        running.append(
            RunningStatement(
                statement: statement,
                span: span,
                command: command ?? text.command,
                totalChanges: text.changesRows ? sqlite3_total_changes(connection) : nil
            )
        )
    }

    private var tracesTransactions: Bool { tracing.readTransactions || !isReadOnly }

    /// Takes note of what GRDB does, and says whether it is to be traced like any other statement.
    private func passesHousekeeping(_ text: StatementText, of statement: OpaquePointer) -> Bool {
        switch text.text {
        case "PRAGMA query_only = 1": isReadOnly = true
        case "PRAGMA query_only = 0": isReadOnly = false
        default:
            if text.text.hasPrefix(Housekeeping.migrationDone), transactions.isOpen {
                BoundParameters.of(statement).first?.value.map(transactions.setMigration)
            }
        }
        return tracing.housekeeping
    }

    /// How many statements of a connection can run at a time: cursors that stay open.
    private static var runningLimit: Int { 64 }
}

// MARK: - Its end

extension ConnectionTrace {
    func rowReturned(by statement: OpaquePointer?) {
        guard let index = running.lastIndex(where: { $0.statement == statement }) else { return }
        running[index].rows += 1
        if running[index].span?.isRecording == true { running[index].lastRow = .now }
    }

    func ended(_ statement: OpaquePointer?, code: Int32) {
        guard let index = running.lastIndex(where: { $0.statement == statement }) else { return }
        let ended = running.remove(at: index)
        let failure = Self.isFailure(code) ? DatabaseError(code: code, on: connection) : nil
        if let span = ended.span {
            recordChanges(of: ended, in: span)
            span.end(returnedRows: returnedRows(by: ended), error: failure)
        }
        settle(ended.command, failure)
    }

    /// The statement could have returned more rows, and was not asked for them. It ended with the last one: what the application
    /// did until it dropped the cursor is not the database's time.
    func abandoned(_ statement: OpaquePointer?) {
        guard let index = running.lastIndex(where: { $0.statement == statement }) else { return }
        let ended = running.remove(at: index)
        ended.span?.end(returnedRows: returnedRows(by: ended), at: ended.lastRow)
        settle(ended.command, nil)
    }

    func closing() {
        sawClosing = true
        let open = running
        running = []
        for statement in open { statement.span?.end(returnedRows: returnedRows(by: statement), at: statement.lastRow) }
        transactions.end(.none)
    }

    private func returnedRows(by ended: RunningStatement) -> Int? {
        sqlite3_column_count(ended.statement) > 0 ? ended.rows : nil
    }

    private func recordChanges(of ended: RunningStatement, in span: SQLSpan) {
        guard span.isRecording, let before = ended.totalChanges else { return }
        // The count is that of the last statement that had one, so it is only this one's if there was any change.
        let changes = sqlite3_total_changes(connection) == before ? 0 : sqlite3_changes(connection)
        span.setAttributes([AttributeKey.throughlineDBAffectedRows.name: .int(Int64(changes))])
    }

    /// What a statement's end means to the transaction.
    private func settle(_ command: StatementCommand, _ failure: DatabaseError?) {
        guard transactions.isOpen else { return }
        let isAutocommit = sqlite3_get_autocommit(connection) != 0
        switch command {
        case .begin, .savepoint:
            if isAutocommit || failure != nil { transactions.failToBegin(failure) }
        case .release(let name):
            if let failure { transactions.fail(failure) }
            if isAutocommit {
                transactions.end(failure == nil ? .commit : .rollback)
            } else if failure == nil {
                transactions.release(name)
            }
        case .rollbackTo(let name):
            if failure == nil { transactions.rollBack(to: name) }
        case .commit:
            if let failure { transactions.fail(failure) }
            if isAutocommit { transactions.end(failure == nil ? .commit : .rollback) }
        case .rollback, .other:
            guard isAutocommit else { return }
            if let failure { transactions.fail(failure) }
            transactions.end(.rollback)
        }
    }

    private static func isFailure(_ code: Int32) -> Bool {
        code != unknown && code != ok && code != done
    }
}

private let unknown: Int32 = -1
private let ok: Int32 = 0
private let done: Int32 = 101

import CSQLiteTracing
import GRDB
import MetricRecording
import SemanticConventions
import SpanRecording
import ThroughlineSQL
import Tracing

// MARK: - A statement's start

extension ConnectionTrace {
    /// - Returns: What is wanted of the statement.
    func started(_ statement: OpaquePointer, _ cString: UnsafePointer<CChar>) -> Int32 {
        guard isEnabled else { return ignored }
        let text = texts.text(cString, of: statement)
        let isSetup = setup.beginsTransaction(text)
        let isAutocommit = sqlite3_get_autocommit(connection) != 0
        // A transaction whose end escaped notice.
        if isAutocommit, transactions.isOpen { transactions.end(.none) }

        switch text.command {
        case .begin(let kind) where isAutocommit:
            guard tracesTransactions, !isSetup else { return ignored }
            transactions.begin(kind)
        case .savepoint(let name) where isAutocommit:
            guard tracesTransactions else { return ignored }
            transactions.begin(.deferred, savepoint: name)
            return follow(statement, text)
        case .savepoint(let name) where transactions.isOpen:
            transactions.begin(savepoint: name)
            return follow(statement, text)
        case .release where transactions.isOpen, .rollbackTo where transactions.isOpen:
            return follow(statement, text)
        case .commit where transactions.isOpen, .rollback where transactions.isOpen:
            break
        case .other:
            if text.isHousekeeping, !passesHousekeeping(text, of: statement) { return ignored }
            transactions.work()
        case .begin, .savepoint, .release, .rollbackTo, .commit, .rollback:
            // Within a transaction that is not traced, or, outside of any, bound to fail like any other statement.
            guard isAutocommit || transactions.isOpen else { return ignored }
            return follow(statement, text, command: .other, span: start(text, of: statement))
        }
        return follow(statement, text, span: start(text, of: statement))
    }

    /// A text that could not be compiled is a statement that failed at once.
    func refused(_ cString: UnsafePointer<CChar>, code: Int32) {
        // What is left of a script stands behind the statement; it was never run.
        var bytes = SQLBytes(UnsafeRawBufferPointer(start: cString, count: throughline_text_length(cString)))
        let text = StatementText(bytes.firstStatement())
        guard isEnabled, tracing.housekeeping || !text.isHousekeeping else { return }
        start(text, of: nil).end(error: DatabaseError(code: code, on: connection))
    }

    private func start(_ text: StatementText, of statement: OpaquePointer?) -> SQLSpan {
        database.startStatement(
            text.text,
            parameters: statement.map(BoundParameters.of) ?? [],
            context: transactions.context(for: .current ?? .topLevel)
        )
    }

    private func follow(
        _ statement: OpaquePointer,
        _ text: StatementText,
        command: StatementCommand? = nil,
        span: SQLSpan? = nil
    ) -> Int32 {
        let command = command ?? text.command
        if let span, !span.isRecording, command == .other, !transactions.isOpen, !operationDuration.isEnabled {
            // Nobody wants to know how it ends.
            span.end()
            return ignored
        }
        running.append(
            RunningStatement(
                statement: statement,
                span: span,
                command: command,
                totalChanges: text.changesRows ? sqlite3_total_changes(connection) : nil
            )
        )
        return Int32(span?.isRecording == true ? THROUGHLINE_FOLLOW_AND_TIME : THROUGHLINE_FOLLOW)
    }

    /// Whether anybody is interested in statements.
    private var isEnabled: Bool { scope.isEnabled || operationDuration.isEnabled }

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
}

// MARK: - Its end

extension ConnectionTrace {
    func ended(_ event: throughline_event) {
        guard let ended = stopFollowing(event.statement) else { return }
        let failure = Self.isFailure(event.code) ? DatabaseError(code: event.code, on: connection) : nil
        if let span = ended.span {
            recordChanges(of: ended, in: span)
            span.end(returnedRows: returnedRows(of: event), error: failure)
        }
        settle(ended.command, failure)
    }

    /// The statement could have returned more rows, and was not asked for them. It ended with the last one: what the application
    /// did until it dropped the cursor is not the database's time.
    func abandoned(_ event: throughline_event) {
        guard let ended = stopFollowing(event.statement) else { return }
        let idle = event.idle > 0 ? Duration.nanoseconds(event.idle) : nil
        ended.span?.end(returnedRows: returnedRows(of: event), at: idle.map { .now - $0 })
        settle(ended.command, nil)
    }

    func closing() {
        sawClosing = true
        let open = running
        running = []
        for statement in open { statement.span?.end() }
        transactions.end(.none)
    }

    private func stopFollowing(_ statement: OpaquePointer?) -> RunningStatement? {
        running.lastIndex { $0.statement == statement }.map { running.remove(at: $0) }
    }

    private func returnedRows(of event: throughline_event) -> Int? {
        sqlite3_column_count(event.statement) > 0 ? event.rows : nil
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

/// Somebody who collects metrics at all collects this one.
private let operationDuration = DurationHistogram(.dbClientOperationDuration)

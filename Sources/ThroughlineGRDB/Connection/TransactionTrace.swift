import GRDB
import SemanticConventions
import SpanRecording
import ThroughlineSQL
import Tracing

/// The transaction that is open on a connection, and the savepoints in it: a span each.
///
/// Not thread-safe: it is used where its connection is.
final class TransactionTrace {
    private let database: TracedDatabase
    private var open: [OpenTransaction] = []
    /// Savepoints beyond the limit, which have no spans.
    private var uncounted = 0

    init(database: TracedDatabase) {
        self.database = database
    }

    deinit { end(.none) }

    var isOpen: Bool { !open.isEmpty }

    /// The context for a statement: the innermost transaction's or savepoint's that was begun in the same context as the
    /// statement runs in, so that it becomes a child of that; else the statement's own, for there the application has a span
    /// of its own between the two.
    func context(for current: InstrumentationContext) -> InstrumentationContext {
        for transaction in open.reversed() where transaction.caller.isSame(as: current) {
            return transaction.span.context
        }
        return current
    }

    /// `BEGIN`, or a `SAVEPOINT` outside of any transaction, is about to run.
    func begin(_ kind: TransactionKind, savepoint: String? = nil) {
        end(.none)
        push("transaction", savepoint: savepoint, kind: kind)
    }

    /// A `SAVEPOINT` is about to run within a transaction.
    func begin(savepoint name: String) {
        guard open.count < Self.limit else {
            uncounted += 1
            return
        }
        push("savepoint", savepoint: name)
    }

    /// What was begun last did not begin.
    func failToBegin(_ failure: DatabaseError?) {
        guard uncounted == 0 else {
            uncounted -= 1
            return
        }
        open.popLast()?.end(.none, failure: failure)
    }

    /// `RELEASE` has run: the innermost savepoint with this name and all within it are gone.
    func release(_ name: String) {
        guard uncounted == 0 else {
            uncounted -= 1
            return
        }
        guard let index = open.lastIndex(where: { $0.savepoint == name }) else { return }
        end(.commit, from: index)
    }

    /// `ROLLBACK TO` has run: the savepoints within the one with this name are gone; it stays, with nothing done in it.
    func rollBack(to name: String) {
        uncounted = 0
        guard let index = open.lastIndex(where: { $0.savepoint == name }) else { return }
        end(.rollback, from: index + 1)
        open[index].isRolledBack = true
    }

    /// A statement runs: what is done after `ROLLBACK TO` can be committed again.
    func work() {
        guard let last = open.indices.last, open[last].isRolledBack else { return }
        open[last].isRolledBack = false
    }

    /// The transaction's end has failed, or it was undone because a statement did.
    func fail(_ failure: DatabaseError) {
        guard !open.isEmpty else { return }
        open[0].failure = failure
    }

    /// The migration that the transaction applies.
    func setMigration(_ identifier: String) {
        open.first?.span.setAttributes([AttributeKey.throughlineDBMigration.name: .string(identifier)])
    }

    /// Ends the transaction, and everything in it.
    func end(_ outcome: TransactionOutcome) {
        uncounted = 0
        end(outcome, from: 0)
    }

    private func end(_ outcome: TransactionOutcome, from index: Int) {
        while open.count > index, let last = open.popLast() { last.end(outcome) }
    }

    private func push(_ name: String, savepoint: String?, kind: TransactionKind? = nil) {
        let caller = InstrumentationContext.current ?? .topLevel
        let span = scope.startSpan(name, context: context(for: caller), attributes: attributes(kind))
        open.append(OpenTransaction(savepoint: savepoint, caller: ContextIdentity(caller), span: span))
    }

    private func attributes(_ kind: TransactionKind?) -> Attributes {
        var attributes = Attributes(minimumCapacity: 3)
        attributes.append(unchecked: .dbSystemName, database.system.name)
        if let namespace = database.namespace { attributes.append(unchecked: .dbNamespace, namespace) }
        if let kind { attributes.append(unchecked: .throughlineDBTransactionKind, kind.rawValue) }
        return attributes
    }

    /// How many spans a connection can have open for transactions and savepoints.
    private static let limit = 32
}

/// How a transaction ended.
enum TransactionOutcome: String {
    case commit, rollback, none
}

private struct OpenTransaction {
    /// The name by which it is released, in lower case; `nil` for one that `COMMIT` ends.
    let savepoint: String?
    let caller: ContextIdentity
    let span: any RecordingSpan
    var isRolledBack = false
    var failure: DatabaseError?

    func end(_ outcome: TransactionOutcome, failure: DatabaseError? = nil) {
        defer { span.end() }
        guard span.isRecording else { return }
        var attributes: Attributes = [:]
        let outcome = isRolledBack && outcome == .commit ? .rollback : outcome
        if outcome != .none { attributes[.throughlineDBTransactionOutcome] = outcome.rawValue }
        if outcome != .commit, let failure = (failure ?? self.failure)?.failure, !failure.isCancellation {
            attributes[.errorType] = failure.errorType
            attributes[.dbResponseStatusCode] = failure.statusCode
            span.setStatus(SpanStatus(code: .error, message: failure.message))
        }
        span.setAttributes(attributes)
    }
}

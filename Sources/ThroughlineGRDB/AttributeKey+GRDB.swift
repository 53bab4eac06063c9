public import SemanticConventions

extension AttributeKey where Value == String {
    /// How a transaction or a savepoint ended: `commit` or `rollback`. Absent if it never began.
    @inlinable public static var throughlineDBTransactionOutcome: Self { "throughline.db.transaction.outcome" }
    /// When a transaction takes its locks: `deferred`, `immediate` or `exclusive`.
    @inlinable public static var throughlineDBTransactionKind: Self { "throughline.db.transaction.kind" }
    /// The identifier of the migration that a transaction applied.
    @inlinable public static var throughlineDBMigration: Self { "throughline.db.migration" }
}

extension AttributeKey where Value == Int {
    /// How many rows a statement has inserted, changed or deleted itself, without those of triggers and foreign key actions.
    @inlinable public static var throughlineDBAffectedRows: Self { "throughline.db.affected_rows" }
}

extension AttributeKey where Value == Double {
    /// How many seconds an access has waited for its connection.
    @inlinable public static var throughlineDBWait: Self { "throughline.db.wait" }
}

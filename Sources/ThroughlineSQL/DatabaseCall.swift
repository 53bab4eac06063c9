/// What is known of a call before it is made.
struct DatabaseCall: Sendable {
    /// `db.query.summary`.
    var summary: String?
    /// `db.query.text`, as it is recorded.
    var text: String?
    /// `db.operation.name`.
    var operation: String?
    /// `db.collection.name`.
    var collection: String?
    /// `db.stored_procedure.name`.
    var procedure: String?
    /// `db.operation.batch.size`: 2 and more, or 0.
    var batchSize: Int?
}

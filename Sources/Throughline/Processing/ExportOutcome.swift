/// What became of a batch.
public enum ExportOutcome: Hashable, Sendable {
    /// All of it has arrived.
    case success
    /// It has arrived, but some spans were refused; they are counted as failed. With no refused spans the message is a
    /// warning.
    case partialSuccess(rejected: Int, message: String)
    /// It was refused, and would be again: the batch is dropped and counted as failed.
    case failure(reason: String)
    /// It did not arrive, and may later: the batch is kept, and sent again after a pause.
    case retryable(reason: String)
}

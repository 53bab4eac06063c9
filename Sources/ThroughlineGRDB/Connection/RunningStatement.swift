import ThroughlineSQL

/// A statement between its first step and its last.
struct RunningStatement {
    let statement: OpaquePointer
    /// `nil` for what has no span of its own.
    let span: SQLSpan?
    /// What is to be done about transactions when it has ended.
    let command: StatementCommand
    /// Whether it may insert, change or delete rows, and how many were when it started.
    let totalChanges: Int32?
    var rows = 0
    /// When the last row came, where the span is recorded.
    var lastRow: ContinuousClock.Instant?
}

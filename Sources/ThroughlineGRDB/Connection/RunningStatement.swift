import ThroughlineSQL

/// A statement between its first step and its last.
struct RunningStatement {
    let statement: OpaquePointer
    /// `nil` for what has no span of its own.
    let span: SQLSpan?
    /// What is to be done about transactions when it has ended.
    let command: StatementCommand
    /// How many rows the connection had changed when it started; `nil` where the statement changes none.
    let totalChanges: Int32?
}

/// What somebody wants of a connection.
struct Request: Sendable {
    enum Work: Sendable {
        /// Each is a transaction of its own; the first one's rows are the answer.
        case calls([Call])
        /// A connection for nobody else, until the session is ended.
        case session
    }

    let id: UInt64
    let work: Work
    /// The session that it belongs to.
    var session: UInt64?
    /// Whether it goes before what waits already, and may have a connection beyond the limit: signs of life.
    var isUrgent = false
    /// When who asks is told that there is no answer.
    var deadline: ContinuousClock.Instant?
    /// Called once, on the connections' thread.
    let completion: @Sendable (Result<Rows, any Error>) -> Void
}

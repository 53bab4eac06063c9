public import ThroughlineJobs

/// What went wrong between a broker and its database. No description has a password, or a row's values, in it.
public struct PostgresError: Error, Hashable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The server has refused a statement.
        case refused
        /// There is no connection, and none could be made in time.
        case unreachable
        /// The connection has ended under a statement: nobody knows whether that has taken effect.
        case connectionLost
        /// The server has not answered in time: nobody knows whether the statement has taken effect.
        case noAnswer
        /// The broker has been shut down.
        case shutDown
        /// This build has no client for PostgreSQL: it was made without the package trait `PostgreSQL`.
        case notBuiltIn
        /// A later release has changed the tables, and this one cannot use them.
        case newerSchema
        /// The server has answered something that makes no sense.
        case malformed
    }

    public var kind: Kind
    /// The server's code for the error, five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html
    public var sqlState: String?
    public var message: String

    init(_ kind: Kind, sqlState: String? = nil, _ message: String) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
    }

    public var description: String {
        sqlState.map { "PostgreSQL: \(message) (\($0))" } ?? "PostgreSQL: \(message)"
    }

    /// Whether it would be the same again, however often it is tried: who connects must be told at once.
    var isPermanent: Bool {
        switch kind {
        case .notBuiltIn, .newerSchema, .shutDown: true
        case .refused:
            // Wrong names and passwords, and a role that may not do what is asked of it.
            sqlState.map { $0.hasPrefix("28") || $0.hasPrefix("3D") || $0.hasPrefix("42") } ?? false
        case .unreachable, .connectionLost, .noAnswer, .malformed: false
        }
    }

    /// Whether the transaction has lost a race, and will do when it is run again: `serialization_failure`, `deadlock_detected`.
    var isRace: Bool { kind == .refused && (sqlState == "40001" || sqlState == "40P01") }

    /// An error that says for good that something cannot be stored, told apart from one that may pass: data that is no data,
    /// broken rules, and more than there may be.
    var classified: any Error {
        guard kind == .refused, let sqlState, ["22", "23", "54"].contains(sqlState.prefix(2)) else { return self }
        return UnstorableError(self)
    }
}

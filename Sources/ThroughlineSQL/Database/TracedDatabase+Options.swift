extension TracedDatabase {
    /// What is recorded of a database's calls.
    public struct Options: Sendable {
        /// How the text of statements is recorded.
        public var queryText = QueryTextRecording.conventional
        /// How many bytes of a text are recorded. What is cut off is marked with `…`.
        public var queryTextLimit = 4096
        /// Whose values are recorded.
        public var parameters = ParameterRecording.none
        /// Whether `db.response.returned_rows` is recorded where the number is known.
        public var returnedRows = true
        /// Comments that carry the trace into the database; `nil` for none.
        public var comments: SQLComments?
        /// What may be said of an error, besides its type. It is called for every error that a call ends with.
        public var describeFailure: @Sendable (any Error) -> DatabaseFailure = { _ in DatabaseFailure() }

        public init() {}
    }
}

/// How the text of statements is recorded.
public enum QueryTextRecording: Hashable, Sendable {
    /// Not at all.
    case none
    /// With `?` for every literal, whether there are parameters or not.
    case sanitized
    /// As it is where its values come as parameters, else with `?` for every literal.
    case conventional
}

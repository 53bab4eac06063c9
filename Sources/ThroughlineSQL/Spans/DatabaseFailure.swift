/// What may be said of an error that a database call ended with.
///
/// An error's description can hold values: PostgreSQL's details quote rows, a driver's description quotes the statement. So
/// nothing of an error is recorded but its type, and what the database's ``TracedDatabase/Options/describeFailure`` says:
///
/// ```swift
/// options.describeFailure = { error in
///     guard let error = error as? PSQLError else { return DatabaseFailure() }
///     return DatabaseFailure(statusCode: error.serverInfo?[.sqlState])
/// }
/// ```
public struct DatabaseFailure: Hashable, Sendable {
    /// The database's own code, as it is: an SQLSTATE, or a code that says more than it. `db.response.status_code`.
    public var statusCode: String?
    /// `error.type`; where `nil` it is the status code, and without one the error's type.
    public var errorType: String?
    /// A text without values, such as `UNIQUE constraint failed: users.email`; `nil` where that cannot be known. It becomes
    /// the span's status description and `exception.message`.
    public var message: String?
    /// Whether the call ended because its caller wanted it to: that is no error.
    public var isCancellation: Bool

    public init(
        statusCode: String? = nil,
        errorType: String? = nil,
        message: String? = nil,
        isCancellation: Bool = false
    ) {
        self.statusCode = statusCode
        self.errorType = errorType
        self.message = message
        self.isCancellation = isCancellation
    }
}

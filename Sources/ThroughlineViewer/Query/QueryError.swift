/// Why a query cannot be read.
public struct QueryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to do about it, for people to read.
    public let message: String

    /// Where, in UTF-16 code units from the start of the query, as JavaScript counts.
    public let position: Int

    public var description: String { "\(message) (at \(position))" }
}

/// What a broker was handed cannot be stored, now or ever: it is too big, or breaks a rule of the store.
public struct UnstorableError: ErrorWithCause, CustomStringConvertible {
    /// What the store says.
    public let error: any Error
    public var underlyingError: (any Error)? { error }

    public init(_ error: any Error) {
        self.error = error
    }

    public var description: String { "\(error)" }
}

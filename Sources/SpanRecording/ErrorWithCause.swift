/// An error that knows what led to it.
public protocol ErrorWithCause: Error {
    /// The error that led to this one.
    var underlyingError: (any Error)? { get }
}

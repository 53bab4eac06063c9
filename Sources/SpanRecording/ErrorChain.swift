import Foundation

/// An error and those that led to it. Whoever records an error records each of them.
package enum ErrorChain {
    /// Longer chains are cut: errors that are values cannot form a circle, those that are objects could.
    package static let maxLength = 16

    /// The error, and then those that led to it, the nearest one first.
    package static func errors(of error: any Error) -> [any Error] {
        var errors: [any Error] = [error]
        while errors.count < maxLength, let cause = errors.last.flatMap(cause) { errors.append(cause) }
        return errors
    }

    private static func cause(of error: any Error) -> (any Error)? {
        if let error = error as? any ErrorWithCause { return error.underlyingError }
        if type(of: error) == NSError.self || error is any CustomNSError {
            return (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        }
        return reflectedCause(Mirror(reflecting: error))
    }

    /// What many errors do without a protocol: a stored property, or a case's associated value, that is an error.
    private static func reflectedCause(_ mirror: Mirror) -> (any Error)? {
        // Errors with more parts than this are not looked through.
        for child in mirror.children.prefix(32) {
            if let error = child.value as? any Error { return error }
            // Several associated values, or labelled ones, come as a tuple; what is optional comes wrapped.
            let inner = Mirror(reflecting: child.value)
            guard inner.displayStyle == .tuple || inner.displayStyle == .optional else { continue }
            for value in inner.children.prefix(32) {
                if let error = value.value as? any Error { return error }
            }
        }
        return nil
    }
}

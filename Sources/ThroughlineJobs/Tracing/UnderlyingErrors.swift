import Foundation

/// An error and those that led to it, the outermost first.
func chain(of error: any Error) -> [any Error] {
    if let error = error as? any Instruction { return chain(of: error.error) }
    var chain: [any Error] = [error]
    // Errors that are values cannot form a circle; those that are objects could.
    while chain.count < longestChain, let next = chain.last.flatMap(cause) { chain.append(next) }
    return chain
}

private let longestChain = 16

private func cause(of error: any Error) -> (any Error)? {
    if let error = error as? any ErrorWithCause { return error.underlyingError }
    if type(of: error) == NSError.self || error is any CustomNSError {
        return (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    }
    return reflectedCause(Mirror(reflecting: error))
}

/// What many errors do without a protocol: a stored property, or a case's associated value, that is an error.
private func reflectedCause(_ mirror: Mirror) -> (any Error)? {
    for child in mirror.children {
        if let error = child.value as? any Error { return error }
        // Several associated values, or labelled ones, come as a tuple; what is optional comes wrapped.
        let inner = Mirror(reflecting: child.value)
        guard inner.displayStyle == .tuple || inner.displayStyle == .optional else { continue }
        for value in inner.children {
            if let error = value.value as? any Error { return error }
        }
    }
    return nil
}

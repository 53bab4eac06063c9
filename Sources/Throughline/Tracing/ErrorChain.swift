/// The errors that led to an error, as far as it holds them.
///
/// Swift has no word for the cause of an error. By custom it is a stored property, or the associated value of a case, whose type
/// is an error: `underlyingError`, `underlying`, `cause`.
enum ErrorChain {
    /// Longer chains are cut: an error of a class may lead back to itself.
    static let maxLength = 8

    /// The causes, the nearest one first, without the error itself.
    static func causes(of error: any Error) -> [any Error] {
        var causes: [any Error] = []
        var current = error
        while causes.count < maxLength, let cause = cause(of: current) {
            causes.append(cause)
            current = cause
        }
        return causes
    }

    private static func cause(of error: any Error) -> (any Error)? {
        let mirror = Mirror(reflecting: error)
        if mirror.displayStyle == .enum, let payload = mirror.children.first {
            // The payload itself, `case failed(any Error)`, or one of several.
            return self.error(in: payload.value) ?? self.error(among: Mirror(reflecting: payload.value))
        }
        return self.error(among: mirror)
    }

    /// Of several errors, the one that is named as a cause; otherwise the only one.
    private static func error(among mirror: Mirror) -> (any Error)? {
        guard mirror.displayStyle == .struct || mirror.displayStyle == .class || mirror.displayStyle == .tuple else {
            return nil
        }
        // Errors with more parts than this are not looked through.
        let found = mirror.children.prefix(32).compactMap { child in
            error(in: child.value).map { (label: child.label?.lowercased() ?? "", error: $0) }
        }
        let named = found.first { $0.label.contains("underlying") || $0.label.contains("cause") }
        return named?.error ?? (found.count == 1 ? found.first?.error : nil)
    }

    /// The value if it is an error, or an optional with one.
    private static func error(in value: Any) -> (any Error)? {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            return mirror.children.first.flatMap { $0.value as? any Error }
        }
        return value as? any Error
    }
}

/// A measured value: a `Double` or an `Int64`, whichever the instrument counts in.
public enum Number: Hashable, Sendable {
    case double(Double)
    case int(Int64)
}

extension Number? {
    /// The value if it is a `Double`. Assigning `nil` changes nothing: an alternative goes only when the other comes.
    var asDouble: Double? {
        get {
            guard case .double(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .double(newValue) }
        }
    }

    /// The value if it is an `Int64`. Assigning `nil` changes nothing: an alternative goes only when the other comes.
    var asInt: Int64? {
        get {
            guard case .int(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .int(newValue) }
        }
    }
}

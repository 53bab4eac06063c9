public import Tracing

extension AttributeValue {
    /// The same value in the standard API's terms.
    public var standard: SpanAttribute {
        switch self {
        case .string(let value): .string(value)
        case .bool(let value): .bool(value)
        case .int(let value): .int64(value)
        case .double(let value): .double(value)
        case .strings(let values): .stringArray(values)
        case .bools(let values): .boolArray(values)
        case .ints(let values): .int64Array(values)
        case .doubles(let values): .doubleArray(values)
        }
    }

    /// A value of the standard API; `nil` for the case that is not a value.
    public init?(_ standard: SpanAttribute) {
        switch standard {
        case .string(let value): self = .string(value)
        case .bool(let value): self = .bool(value)
        case .int32(let value): self = .int(Int64(value))
        case .int64(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .stringArray(let values): self = .strings(values)
        case .boolArray(let values): self = .bools(values)
        case .int32Array(let values): self = .ints(values.map(Int64.init))
        case .int64Array(let values): self = .ints(values)
        case .doubleArray(let values): self = .doubles(values)
        case .stringConvertible(let value): self = .string("\(value)")
        case .stringConvertibleArray(let values):
            // The standard API turns [Int] into this, because its conversion knows arrays of Int32 and Int64 only.
            if let integers = values as? [Int] {
                self = .ints(integers.map(Int64.init))
            } else {
                self = .strings(values.map { "\($0)" })
            }
        default: return nil
        }
    }
}

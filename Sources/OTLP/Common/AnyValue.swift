/// A value of any of the types that an attribute or a log body can have.
public enum AnyValue: Message {
    /// No value. Legal, and different from an empty string.
    case empty
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case array([AnyValue])
    case keyValueList([KeyValue])
    case bytes([UInt8])

    /// `empty`.
    public init() {
        self = .empty
    }
}

extension AnyValue: FieldVisitable {
    // Field 8, `string_value_strindex`, belongs to profiles only: a receiver treats it as absent.
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.optionalString(1, "stringValue", &stringValue)
        try visitor.optionalBool(2, "boolValue", &boolValue)
        try visitor.optionalInt64(3, "intValue", &intValue)
        try visitor.optionalDouble(4, "doubleValue", &doubleValue)
        try visitor.message(5, "arrayValue", &arrayValue)
        try visitor.message(6, "kvlistValue", &keyValueListValue)
        try visitor.optionalBytes(7, "bytesValue", &bytesValue)
    }
}

// The alternatives, one a field. Assigning `nil` changes nothing: an alternative goes only when another comes.
extension AnyValue {
    /// The value if it is a string.
    public internal(set) var stringValue: String? {
        get {
            guard case .string(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .string(newValue) }
        }
    }

    /// The value if it is a truth value.
    public internal(set) var boolValue: Bool? {
        get {
            guard case .bool(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .bool(newValue) }
        }
    }

    /// The value if it is an integer.
    public internal(set) var intValue: Int64? {
        get {
            guard case .int(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .int(newValue) }
        }
    }

    /// The value if it is a floating-point number.
    public internal(set) var doubleValue: Double? {
        get {
            guard case .double(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .double(newValue) }
        }
    }

    /// The value if it is bytes.
    public internal(set) var bytesValue: [UInt8]? {
        get {
            guard case .bytes(let value) = self else { return nil }
            return value
        }
        set {
            if let newValue { self = .bytes(newValue) }
        }
    }

    /// The value as a message if it is an array. While it is changed in place, `self` does not hold it too, so that the
    /// elements are not copied.
    var arrayValue: ArrayValue? {
        get {
            guard case .array(let values) = self else { return nil }
            return ArrayValue(values: values)
        }
        _modify {
            var array = arrayValue
            if array != nil { self = .empty }
            defer {
                if let array { self = .array(array.values) }
            }
            yield &array
        }
    }

    /// The value as a message if it is a list of named values; changed in place as `arrayValue` is.
    var keyValueListValue: KeyValueList? {
        get {
            guard case .keyValueList(let values) = self else { return nil }
            return KeyValueList(values: values)
        }
        _modify {
            var list = keyValueListValue
            if list != nil { self = .empty }
            defer {
                if let list { self = .keyValueList(list.values) }
            }
            yield &list
        }
    }
}

extension AnyValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    public init(integerLiteral value: Int64) {
        self = .int(value)
    }

    public init(floatLiteral value: Double) {
        self = .double(value)
    }

    public init(arrayLiteral elements: AnyValue...) {
        self = .array(elements)
    }
}

/// The message around the elements of `AnyValue.array`.
struct ArrayValue: Message, FieldVisitable {
    var values: [AnyValue] = []

    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "values", &values)
    }
}

/// The message around the elements of `AnyValue.keyValueList`.
struct KeyValueList: Message, FieldVisitable {
    var values: [KeyValue] = []

    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.messages(1, "values", &values)
    }
}

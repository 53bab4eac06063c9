/// A named value: an attribute of a span, a resource and so on.
public struct KeyValue: Message {
    /// The name; never empty in a valid attribute.
    public var key: String = ""

    /// The value; `nil` means the same as `AnyValue.empty`.
    public var value: AnyValue?

    /// An empty message.
    public init() {}

    public init(
        key: String = "",
        value: AnyValue? = nil
    ) {
        self.key = key
        self.value = value
    }
}

extension KeyValue: FieldVisitable {
    // Field 3, `key_strindex`, belongs to profiles only: a receiver treats it as absent.
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
        try visitor.string(1, "key", &key)
        try visitor.message(2, "value", &value)
    }
}

extension Sequence<KeyValue> {
    /// The value of the first attribute named `key`: `span.attributes["http.route"]`. Looks at one after the other.
    public subscript(key: String) -> AnyValue? {
        first { $0.key == key }?.value
    }
}

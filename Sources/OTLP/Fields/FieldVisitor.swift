/// A message that can show its fields, one after the other, to a visitor.
///
/// This is the one description of a message that all four codecs follow: a field's number, its JSON name, how its values
/// are written, and where they are kept, in one line:
///
/// ```swift
/// mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError) {
///     try visitor.fixed64(1, "timeUnixNano", &timeUnixNano)
///     try visitor.string(2, "name", &name)
///     try visitor.messages(3, "attributes", &attributes)
/// }
/// ```
///
/// Fields come in the order of their numbers: encoders write them as they come, and decoders are at their fastest when
/// the bytes have the same order.
protocol FieldVisitable: Message {
    mutating func visitFields<V: FieldVisitor & ~Copyable>(_ visitor: inout V) throws(OTLPError)
}

/// What a codec does with the fields of a message: encoders read the values, decoders assign them.
protocol FieldVisitor: ~Copyable {
    /// What this codec reads or writes.
    static var encoding: Encoding { get }

    /// A field without presence: its default value is as good as none.
    mutating func scalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value,
        as coding: C.Type
    ) throws(OTLPError)

    /// A field with presence: `optional`, or an alternative of a `oneof`.
    mutating func optionalScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value?,
        as coding: C.Type
    ) throws(OTLPError)

    mutating func repeatedScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ values: inout [C.Value],
        as coding: C.Type
    ) throws(OTLPError)

    mutating func message<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ message: inout M?
    ) throws(OTLPError)

    mutating func messages<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ messages: inout [M]
    ) throws(OTLPError)
}

/// The two forms of a message on the wire.
enum Encoding {
    case protobuf
    case json
}

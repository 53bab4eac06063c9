/// Writes messages in protobuf, canonically: fields in the order in which they are visited, default values left out.
struct ProtobufEncoder: FieldVisitor, ~Copyable {
    static var encoding: Encoding { .protobuf }

    private var writer = ProtobufWriter(capacity: 1024)
    private var depth = 0

    /// The bytes written so far.
    func array() -> [UInt8] {
        writer.array()
    }

    mutating func encode<M: FieldVisitable>(_ message: M) throws(OTLPError) {
        let maxDepth = DecodingLimits.standard.maxDepth
        guard depth < maxDepth else { throw .tooDeep(limit: maxDepth) }
        depth &+= 1
        var message = message  // shares its contents: visiting takes an `inout` for the sake of decoders
        try message.visitFields(&self)
        depth &-= 1
    }

    private mutating func encode<M: FieldVisitable>(_ message: M, as number: Int) throws(OTLPError) {
        let start = open(number)
        try encode(message)
        writer.closeMessage(startingAt: start)
    }

    /// Writes the tag of something with a length, and leaves a byte for that.
    private mutating func open(_ number: Int) -> Int {
        writer.tag(number, .lengthDelimited)
        writer.varint(0)
        return writer.count
    }

    @inline(__always)
    mutating func scalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value,
        as coding: C.Type
    ) throws(OTLPError) {
        guard !C.isDefault(value) else { return }
        writer.tag(number, C.wireType)
        C.write(value, to: &writer)
    }

    @inline(__always)
    mutating func optionalScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value?,
        as coding: C.Type
    ) throws(OTLPError) {
        guard let value else { return }
        writer.tag(number, C.wireType)
        C.write(value, to: &writer)
    }

    mutating func repeatedScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ values: inout [C.Value],
        as coding: C.Type
    ) throws(OTLPError) {
        guard !values.isEmpty else { return }
        if C.isPackable {
            let start = open(number)
            for value in values { C.write(value, to: &writer) }
            writer.closeMessage(startingAt: start)
        } else {
            for value in values {
                writer.tag(number, C.wireType)
                C.write(value, to: &writer)
            }
        }
    }

    mutating func message<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ message: inout M?
    ) throws(OTLPError) {
        guard let message else { return }
        try encode(message, as: number)
    }

    mutating func messages<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ messages: inout [M]
    ) throws(OTLPError) {
        for message in messages { try encode(message, as: number) }
    }
}

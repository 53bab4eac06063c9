/// Writes messages as OTLP's JSON, default values left out.
struct JSONEncoder: FieldVisitor {
    static var encoding: Encoding { .json }

    private var writer = JSONWriter()
    private var depth = 0
    private var needsComma = false

    /// The bytes written so far.
    func array() -> [UInt8] {
        writer.bytes
    }

    mutating func encode<M: FieldVisitable>(_ message: M) throws(OTLPError) {
        let maxDepth = DecodingLimits.standard.maxDepth
        guard depth < maxDepth else { throw .tooDeep(limit: maxDepth) }
        depth &+= 1
        var message = message  // shares its contents: visiting takes an `inout` for the sake of decoders
        writer.punctuation("{")
        needsComma = false
        try message.visitFields(&self)
        writer.punctuation("}")
        needsComma = true
        depth &-= 1
    }

    @inline(__always)
    private mutating func member(_ name: StaticString) {
        if needsComma { writer.punctuation(",") }
        needsComma = true
        writer.name(name)
    }

    @inline(__always)
    mutating func scalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value,
        as coding: C.Type
    ) throws(OTLPError) {
        guard !C.isDefault(value) else { return }
        member(name)
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
        member(name)
        C.write(value, to: &writer)
    }

    mutating func repeatedScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ values: inout [C.Value],
        as coding: C.Type
    ) throws(OTLPError) {
        guard !values.isEmpty else { return }
        member(name)
        writer.punctuation("[")
        var separated = false
        for value in values {
            if separated { writer.punctuation(",") }
            separated = true
            C.write(value, to: &writer)
        }
        writer.punctuation("]")
    }

    mutating func message<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ message: inout M?
    ) throws(OTLPError) {
        guard let message else { return }
        member(name)
        try encode(message)
    }

    mutating func messages<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ messages: inout [M]
    ) throws(OTLPError) {
        guard !messages.isEmpty else { return }
        member(name)
        writer.punctuation("[")
        var separated = false
        for message in messages {
            if separated { writer.punctuation(",") }
            separated = true
            try encode(message)
        }
        writer.punctuation("]")
    }
}

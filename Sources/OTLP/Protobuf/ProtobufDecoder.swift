/// Reads messages from protobuf.
///
/// The next field's tag is always read already. A visit takes every field whose turn it is, so that one visit reads a
/// message whose fields are in order; it is repeated while fields are left, and a field that a whole visit did not take
/// is unknown, and skipped. A known field in another wire type is unknown too, as protobuf has it.
struct ProtobufDecoder: FieldVisitor {
    static var encoding: Encoding { .protobuf }

    private var reader: ProtobufReader
    private let maxDepth: Int
    private var depth = 0

    /// The next field's number; 0 at the end of a message.
    private var field = 0
    private var wireType = WireType.varint

    init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) {
        reader = ProtobufReader(bytes, budget: MemoryBudget(limit: limits.maxMemory))
        maxDepth = limits.maxDepth
    }

    /// Reads the fields up to the end of the bytes, or of the message that was entered.
    mutating func decode<M: FieldVisitable>(_ message: inout M) throws(OTLPError) {
        guard depth < maxDepth else { throw .tooDeep(limit: maxDepth) }
        depth &+= 1
        try advance()
        while field != 0 {
            let before = reader.position
            try message.visitFields(&self)
            if field != 0, reader.position == before {
                try reader.skip(field: field, wireType, depth: depth, maxDepth: maxDepth)
                try advance()
            }
        }
        depth &-= 1
    }

    @inline(__always)
    private mutating func advance() throws(OTLPError) {
        if reader.isAtEnd {
            field = 0
        } else {
            (field, wireType) = try reader.tag()
        }
    }

    private mutating func decodeNested<M: FieldVisitable>(_ message: inout M) throws(OTLPError) {
        let outerEnd = try reader.enter()
        try decode(&message)
        reader.leave(outerEnd)
        try advance()
    }

    @inline(__always)
    mutating func scalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value,
        as coding: C.Type
    ) throws(OTLPError) {
        guard field == number else { return }
        try take(&value, as: C.self)
    }

    @inline(__always)
    mutating func optionalScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value?,
        as coding: C.Type
    ) throws(OTLPError) {
        guard field == number else { return }
        try take(&value, as: C.self)
    }

    @inline(__always)
    mutating func repeatedScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ values: inout [C.Value],
        as coding: C.Type
    ) throws(OTLPError) {
        guard field == number else { return }
        try take(&values, as: C.self)
    }

    @inline(__always)
    mutating func message<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ message: inout M?
    ) throws(OTLPError) {
        guard field == number else { return }
        try take(&message)
    }

    @inline(__always)
    mutating func messages<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ messages: inout [M]
    ) throws(OTLPError) {
        guard field == number else { return }
        try take(&messages)
    }
}

// What a field takes once it is its turn: its value, and those that follow under the same number. Apart from the tests
// above, so that those alone are compiled into every message.
extension ProtobufDecoder {
    private mutating func take<C: ScalarCoding>(_ value: inout C.Value, as coding: C.Type) throws(OTLPError) {
        guard wireType == C.wireType else { return }
        value = try C.read(from: &reader)
        try advance()
    }

    private mutating func take<C: ScalarCoding>(_ value: inout C.Value?, as coding: C.Type) throws(OTLPError) {
        guard wireType == C.wireType else { return }
        value = try C.read(from: &reader)
        try advance()
    }

    private mutating func take<C: ScalarCoding>(_ values: inout [C.Value], as coding: C.Type) throws(OTLPError) {
        let number = field
        while field == number {
            if wireType == C.wireType {
                try append(to: &values, as: C.self)
            } else if C.isPackable, wireType == .lengthDelimited {
                let outerEnd = try reader.enter()
                while !reader.isAtEnd { try append(to: &values, as: C.self) }
                reader.leave(outerEnd)
            } else {
                return
            }
            try advance()
        }
    }

    private mutating func append<C: ScalarCoding>(to values: inout [C.Value], as coding: C.Type) throws(OTLPError) {
        try reader.budget.spend(onElementOf: values)
        values.append(try C.read(from: &reader))
    }

    /// A message that comes twice is merged.
    private mutating func take<M: FieldVisitable>(_ message: inout M?) throws(OTLPError) {
        guard wireType == .lengthDelimited else { return }
        var merged = message.take() ?? M()
        try decodeNested(&merged)
        message = merged
    }

    private mutating func take<M: FieldVisitable>(_ messages: inout [M]) throws(OTLPError) {
        let number = field
        while field == number, wireType == .lengthDelimited {
            try reader.budget.spend(onElementOf: messages)
            var message = M()
            try decodeNested(&message)
            messages.append(message)
        }
    }
}

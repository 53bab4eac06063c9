/// Reads messages from OTLP's JSON.
///
/// The next member's name is always read already. A visit takes every member whose turn it is; it is repeated while
/// members are left, and a member that a whole visit did not take is unknown, and skipped. `null` means absent.
struct JSONDecoder: FieldVisitor {
    static var encoding: Encoding { .json }

    private var reader: JSONReader
    private let maxDepth: Int
    private var depth = 0

    /// The next member's name; `nil` at the end of an object.
    private var name: JSONReader.Text? {
        didSet { nameLength = name?.withBytes { $0.count } ?? -1 }
    }

    /// The name's length: most fields are told apart by that alone.
    private var nameLength = -1

    init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) {
        reader = JSONReader(bytes, budget: MemoryBudget(limit: limits.maxMemory))
        maxDepth = limits.maxDepth
    }

    /// Reads one object, and makes sure that nothing follows it.
    mutating func decodeDocument<M: FieldVisitable>(_ message: inout M) throws(OTLPError) {
        reader.skipWhitespace()
        try decode(&message)
        try reader.expectEnd()
    }

    private mutating func decode<M: FieldVisitable>(_ message: inout M) throws(OTLPError) {
        guard depth < maxDepth else { throw .tooDeep(limit: maxDepth) }
        depth &+= 1
        try reader.expect("{")
        if reader.take("}") {
            name = nil
        } else {
            try readName()
        }
        while name != nil {
            let before = reader.position
            try message.visitFields(&self)
            if name != nil, reader.position == before {
                try reader.skipValue(depth: depth, maxDepth: maxDepth)
                try advance()
            }
        }
        depth &-= 1
    }

    private mutating func readName() throws(OTLPError) {
        name = try reader.text()
        try reader.expect(":")
    }

    /// Reads what is between a member's value and the next one's.
    private mutating func advance() throws(OTLPError) {
        if reader.take(",") {
            try readName()
        } else {
            guard reader.take("}") else { throw reader.invalid("expected ',' or '}'") }
            name = nil
        }
    }

    /// Whether the next member is `field`.
    @inline(__always)
    private func isNext(_ field: StaticString) -> Bool {
        nameLength == field.utf8CodeUnitCount && hasName(field)
    }

    private func hasName(_ field: StaticString) -> Bool {
        guard let name else { return false }
        return name.withBytes { name in
            for index in 0..<name.count where name[index] != field.utf8Start[index] { return false }
            return true
        }
    }

    @inline(__always)
    mutating func scalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value,
        as coding: C.Type
    ) throws(OTLPError) {
        guard isNext(name) else { return }
        try take(&value, as: C.self)
    }

    @inline(__always)
    mutating func optionalScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value?,
        as coding: C.Type
    ) throws(OTLPError) {
        guard isNext(name) else { return }
        try take(&value, as: C.self)
    }

    @inline(__always)
    mutating func repeatedScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ values: inout [C.Value],
        as coding: C.Type
    ) throws(OTLPError) {
        guard isNext(name) else { return }
        try take(&values, as: C.self)
    }

    @inline(__always)
    mutating func message<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ message: inout M?
    ) throws(OTLPError) {
        guard isNext(name) else { return }
        try take(&message)
    }

    @inline(__always)
    mutating func messages<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ messages: inout [M]
    ) throws(OTLPError) {
        guard isNext(name) else { return }
        try take(&messages)
    }
}

// What a field takes once it is its turn. Apart from the tests above, so that those alone are compiled into every
// message.
extension JSONDecoder {
    private mutating func take<C: ScalarCoding>(_ value: inout C.Value, as coding: C.Type) throws(OTLPError) {
        if try !reader.takeNull() { value = try C.read(from: &reader) }
        try advance()
    }

    private mutating func take<C: ScalarCoding>(_ value: inout C.Value?, as coding: C.Type) throws(OTLPError) {
        if try !reader.takeNull() { value = try C.read(from: &reader) }
        try advance()
    }

    private mutating func take<C: ScalarCoding>(_ values: inout [C.Value], as coding: C.Type) throws(OTLPError) {
        try takeElements { (decoder) throws(OTLPError) in
            try decoder.reader.budget.spend(onElementOf: values)
            values.append(try C.read(from: &decoder.reader))
        }
    }

    /// A message that comes twice is merged.
    private mutating func take<M: FieldVisitable>(_ message: inout M?) throws(OTLPError) {
        if try !reader.takeNull() {
            var merged = message.take() ?? M()
            try decode(&merged)
            message = merged
        }
        try advance()
    }

    private mutating func take<M: FieldVisitable>(_ messages: inout [M]) throws(OTLPError) {
        try takeElements { (decoder) throws(OTLPError) in
            try decoder.reader.budget.spend(onElementOf: messages)
            var message = M()
            try decoder.decode(&message)
            messages.append(message)
        }
    }

    /// Reads an array, or `null`, each element with `body`.
    @inline(__always)
    private mutating func takeElements(
        _ body: (inout JSONDecoder) throws(OTLPError) -> Void
    ) throws(OTLPError) {
        if try !reader.takeNull() {
            try reader.expect("[")
            if !reader.take("]") {
                repeat {
                    try body(&self)
                } while reader.take(",")
                try reader.expect("]")
            }
        }
        try advance()
    }
}

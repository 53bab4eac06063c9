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
    private var name: JSONReader.Text?

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
        guard reader.take("{") else { throw reader.invalid("expected an object") }
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
        guard let name else { return false }
        return name.withBytes { name in
            let count = field.utf8CodeUnitCount
            guard name.count == count else { return false }
            for index in 0..<count where name[index] != field.utf8Start[index] { return false }
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
        while isNext(name) {
            if try !reader.takeNull() { value = try C.read(from: &reader) }
            try advance()
        }
    }

    @inline(__always)
    mutating func optionalScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout C.Value?,
        as coding: C.Type
    ) throws(OTLPError) {
        while isNext(name) {
            if try !reader.takeNull() { value = try C.read(from: &reader) }
            try advance()
        }
    }

    @inline(__always)
    mutating func repeatedScalar<C: ScalarCoding>(
        _ number: Int,
        _ name: StaticString,
        _ values: inout [C.Value],
        as coding: C.Type
    ) throws(OTLPError) {
        while isNext(name) {
            try elements { (decoder) throws(OTLPError) in
                try decoder.reader.budget.spend(onElementOf: values)
                values.append(try C.read(from: &decoder.reader))
            }
            try advance()
        }
    }

    /// A message that comes twice is merged.
    @inline(__always)
    mutating func message<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ message: inout M?
    ) throws(OTLPError) {
        while isNext(name) {
            if try !reader.takeNull() {
                var merged = message.take() ?? M()
                try decode(&merged)
                message = merged
            }
            try advance()
        }
    }

    @inline(__always)
    mutating func messages<M: FieldVisitable>(
        _ number: Int,
        _ name: StaticString,
        _ messages: inout [M]
    ) throws(OTLPError) {
        while isNext(name) {
            try elements { (decoder) throws(OTLPError) in
                try decoder.reader.budget.spend(onElementOf: messages)
                var message = M()
                try decoder.decode(&message)
                messages.append(message)
            }
            try advance()
        }
    }

    /// Reads an array, or `null`, each element with `body`.
    @inline(__always)
    private mutating func elements(
        _ body: (inout JSONDecoder) throws(OTLPError) -> Void
    ) throws(OTLPError) {
        if try reader.takeNull() { return }
        guard reader.take("[") else { throw reader.invalid("expected an array") }
        if reader.take("]") { return }
        repeat {
            try body(&self)
        } while reader.take(",")
        guard reader.take("]") else { throw reader.invalid("expected ',' or ']'") }
    }
}

/// The field types of the `.proto` files, by their names there.
extension FieldVisitor where Self: ~Copyable {
    @inline(__always)
    mutating func string(_ number: Int, _ name: StaticString, _ value: inout String) throws(OTLPError) {
        try scalar(number, name, &value, as: StringCoding.self)
    }

    @inline(__always)
    mutating func optionalString(_ number: Int, _ name: StaticString, _ value: inout String?) throws(OTLPError) {
        try optionalScalar(number, name, &value, as: StringCoding.self)
    }

    @inline(__always)
    mutating func strings(_ number: Int, _ name: StaticString, _ values: inout [String]) throws(OTLPError) {
        try repeatedScalar(number, name, &values, as: StringCoding.self)
    }

    /// Base64 in JSON.
    @inline(__always)
    mutating func bytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8]) throws(OTLPError) {
        try scalar(number, name, &value, as: BytesCoding.self)
    }

    @inline(__always)
    mutating func optionalBytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8]?) throws(OTLPError) {
        try optionalScalar(number, name, &value, as: BytesCoding.self)
    }

    /// A trace or span id: bytes in protobuf, but hexadecimal in JSON.
    @inline(__always)
    mutating func identifier(_ number: Int, _ name: StaticString, _ value: inout [UInt8]) throws(OTLPError) {
        try scalar(number, name, &value, as: IdentifierCoding.self)
    }

    @inline(__always)
    mutating func bool(_ number: Int, _ name: StaticString, _ value: inout Bool) throws(OTLPError) {
        try scalar(number, name, &value, as: BoolCoding.self)
    }

    @inline(__always)
    mutating func optionalBool(_ number: Int, _ name: StaticString, _ value: inout Bool?) throws(OTLPError) {
        try optionalScalar(number, name, &value, as: BoolCoding.self)
    }

    @inline(__always)
    mutating func int32(_ number: Int, _ name: StaticString, _ value: inout Int32) throws(OTLPError) {
        try scalar(number, name, &value, as: VarintCoding<Int32>.self)
    }

    @inline(__always)
    mutating func uint32(_ number: Int, _ name: StaticString, _ value: inout UInt32) throws(OTLPError) {
        try scalar(number, name, &value, as: VarintCoding<UInt32>.self)
    }

    @inline(__always)
    mutating func int64(_ number: Int, _ name: StaticString, _ value: inout Int64) throws(OTLPError) {
        try scalar(number, name, &value, as: VarintCoding<Int64>.self)
    }

    @inline(__always)
    mutating func optionalInt64(_ number: Int, _ name: StaticString, _ value: inout Int64?) throws(OTLPError) {
        try optionalScalar(number, name, &value, as: VarintCoding<Int64>.self)
    }

    @inline(__always)
    mutating func packedUInt64(_ number: Int, _ name: StaticString, _ values: inout [UInt64]) throws(OTLPError) {
        try repeatedScalar(number, name, &values, as: VarintCoding<UInt64>.self)
    }

    @inline(__always)
    mutating func sint32(_ number: Int, _ name: StaticString, _ value: inout Int32) throws(OTLPError) {
        try scalar(number, name, &value, as: ZigZagCoding.self)
    }

    @inline(__always)
    mutating func fixed32(_ number: Int, _ name: StaticString, _ value: inout UInt32) throws(OTLPError) {
        try scalar(number, name, &value, as: FixedCoding<UInt32>.self)
    }

    @inline(__always)
    mutating func fixed64(_ number: Int, _ name: StaticString, _ value: inout UInt64) throws(OTLPError) {
        try scalar(number, name, &value, as: FixedCoding<UInt64>.self)
    }

    @inline(__always)
    mutating func packedFixed64(_ number: Int, _ name: StaticString, _ values: inout [UInt64]) throws(OTLPError) {
        try repeatedScalar(number, name, &values, as: FixedCoding<UInt64>.self)
    }

    @inline(__always)
    mutating func optionalSFixed64(_ number: Int, _ name: StaticString, _ value: inout Int64?) throws(OTLPError) {
        try optionalScalar(number, name, &value, as: FixedCoding<Int64>.self)
    }

    @inline(__always)
    mutating func double(_ number: Int, _ name: StaticString, _ value: inout Double) throws(OTLPError) {
        try scalar(number, name, &value, as: DoubleCoding.self)
    }

    @inline(__always)
    mutating func optionalDouble(_ number: Int, _ name: StaticString, _ value: inout Double?) throws(OTLPError) {
        try optionalScalar(number, name, &value, as: DoubleCoding.self)
    }

    @inline(__always)
    mutating func packedDouble(_ number: Int, _ name: StaticString, _ values: inout [Double]) throws(OTLPError) {
        try repeatedScalar(number, name, &values, as: DoubleCoding.self)
    }

    /// A number in protobuf and, alone among the peers of proto3's JSON, in JSON too.
    @inline(__always)
    mutating func enumeration<E: OpenEnumeration>(
        _ number: Int,
        _ name: StaticString,
        _ value: inout E
    ) throws(OTLPError) {
        try scalar(number, name, &value, as: EnumerationCoding<E>.self)
    }
}

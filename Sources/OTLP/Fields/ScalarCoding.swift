/// How the values of a scalar field are written and read, without the field's number or name.
protocol ScalarCoding {
    associatedtype Value

    static var wireType: WireType { get }

    /// Whether a field without presence leaves `value` out.
    static func isDefault(_ value: Value) -> Bool

    static func write(_ value: Value, to writer: inout ProtobufWriter)
    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Value

    static func write(_ value: Value, to writer: inout JSONWriter)
    static func read(from reader: inout JSONReader) throws(OTLPError) -> Value
}

extension ScalarCoding {
    /// Whether repeated values lie side by side under one tag; readers take them either way.
    static var isPackable: Bool { wireType != .lengthDelimited }
}

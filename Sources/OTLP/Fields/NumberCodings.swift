/// `int32`, `uint32`, `int64` and `uint64`: seven bits a byte; negative numbers take ten bytes.
enum VarintCoding<Value: FixedWidthInteger>: ScalarCoding {
    static var wireType: WireType { .varint }

    static func isDefault(_ value: Value) -> Bool { value == 0 }

    static func write(_ value: Value, to writer: inout ProtobufWriter) {
        writer.varint(UInt64(truncatingIfNeeded: value))
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Value {
        Value(truncatingIfNeeded: try reader.varint())
    }

    static func write(_ value: Value, to writer: inout JSONWriter) {
        writer.integer(value)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> Value {
        try reader.integer()
    }
}

/// `sint32`: a varint in which numbers near zero are short, whatever their sign.
enum ZigZagCoding: ScalarCoding {
    static var wireType: WireType { .varint }

    static func isDefault(_ value: Int32) -> Bool { value == 0 }

    static func write(_ value: Int32, to writer: inout ProtobufWriter) {
        writer.varint(UInt64(UInt32(bitPattern: (value &<< 1) ^ (value &>> 31))))
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Int32 {
        let bits = UInt32(truncatingIfNeeded: try reader.varint())
        return Int32(bitPattern: bits &>> 1) ^ -Int32(bitPattern: bits & 1)
    }

    static func write(_ value: Int32, to writer: inout JSONWriter) {
        writer.integer(value)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> Int32 {
        try reader.integer()
    }
}

/// `fixed32`, `fixed64` and `sfixed64`: little-endian, as long as the type.
enum FixedCoding<Value: FixedWidthInteger>: ScalarCoding {
    static var wireType: WireType { Value.bitWidth == 64 ? .fixed64 : .fixed32 }

    static func isDefault(_ value: Value) -> Bool { value == 0 }

    static func write(_ value: Value, to writer: inout ProtobufWriter) {
        if Value.bitWidth == 64 {
            writer.littleEndian(UInt64(truncatingIfNeeded: value))
        } else {
            writer.littleEndian(UInt32(truncatingIfNeeded: value))
        }
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Value {
        if Value.bitWidth == 64 {
            Value(truncatingIfNeeded: try reader.littleEndian(UInt64.self))
        } else {
            Value(truncatingIfNeeded: try reader.littleEndian(UInt32.self))
        }
    }

    static func write(_ value: Value, to writer: inout JSONWriter) {
        writer.integer(value)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> Value {
        try reader.integer()
    }
}

/// `double`: IEEE 754, little-endian.
enum DoubleCoding: ScalarCoding {
    static var wireType: WireType { .fixed64 }

    /// Negative zero is not the default: its bits differ.
    static func isDefault(_ value: Double) -> Bool { value.bitPattern == 0 }

    static func write(_ value: Double, to writer: inout ProtobufWriter) {
        writer.littleEndian(value.bitPattern)
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Double {
        Double(bitPattern: try reader.littleEndian(UInt64.self))
    }

    static func write(_ value: Double, to writer: inout JSONWriter) {
        writer.double(value)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> Double {
        try reader.double()
    }
}

/// `bool`: a varint, of which anything but 0 is true.
enum BoolCoding: ScalarCoding {
    static var wireType: WireType { .varint }

    static func isDefault(_ value: Bool) -> Bool { !value }

    static func write(_ value: Bool, to writer: inout ProtobufWriter) {
        writer.varint(value ? 1 : 0)
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Bool {
        try reader.varint() != 0
    }

    static func write(_ value: Bool, to writer: inout JSONWriter) {
        writer.bool(value)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> Bool {
        try reader.bool()
    }
}

/// An `enum`: an `int32`, also in JSON, where the OTLP specification forbids the names that proto3 writes.
enum EnumerationCoding<Value: OpenEnumeration>: ScalarCoding {
    static var wireType: WireType { .varint }

    static func isDefault(_ value: Value) -> Bool { value.rawValue == 0 }

    static func write(_ value: Value, to writer: inout ProtobufWriter) {
        VarintCoding<Int32>.write(value.rawValue, to: &writer)
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> Value {
        Value(rawValue: try VarintCoding<Int32>.read(from: &reader))
    }

    static func write(_ value: Value, to writer: inout JSONWriter) {
        writer.integer(value.rawValue)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> Value {
        guard !reader.isAtString else { throw reader.invalid("the name of an enumeration's value, not its number") }
        return Value(rawValue: try reader.integer())
    }
}

/// `string`.
enum StringCoding: ScalarCoding {
    static var wireType: WireType { .lengthDelimited }

    static func isDefault(_ value: String) -> Bool { value.isEmpty }

    static func write(_ value: String, to writer: inout ProtobufWriter) {
        var value = value
        value.withUTF8 { BytesCoding.write(UnsafeRawBufferPointer($0), to: &writer) }
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> String {
        let bytes = try reader.lengthDelimited()
        try reader.budget.spend(onString: bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ value: String, to writer: inout JSONWriter) {
        writer.string(value)
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> String {
        try reader.string()
    }
}

/// `bytes`, base64 in JSON.
enum BytesCoding: ScalarCoding {
    static var wireType: WireType { .lengthDelimited }

    static func isDefault(_ value: [UInt8]) -> Bool { value.isEmpty }

    static func write(_ value: [UInt8], to writer: inout ProtobufWriter) {
        value.withUnsafeBytes { write($0, to: &writer) }
    }

    static func write(_ value: UnsafeRawBufferPointer, to writer: inout ProtobufWriter) {
        writer.varint(UInt64(truncatingIfNeeded: value.count))
        writer.raw(value)
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> [UInt8] {
        let bytes = try reader.lengthDelimited()
        try reader.budget.spend(onBytes: bytes.count)
        return [UInt8](bytes)
    }

    static func write(_ value: [UInt8], to writer: inout JSONWriter) {
        writer.quoted { Base64.encode(value, to: &$0) }
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> [UInt8] {
        try reader.bytes(as: "base64", Base64.decode)
    }
}

/// `bytes` that are a trace or span id: hexadecimal in JSON, where proto3 has base64.
enum IdentifierCoding: ScalarCoding {
    static var wireType: WireType { .lengthDelimited }

    static func isDefault(_ value: [UInt8]) -> Bool { value.isEmpty }

    static func write(_ value: [UInt8], to writer: inout ProtobufWriter) {
        BytesCoding.write(value, to: &writer)
    }

    static func read(from reader: inout ProtobufReader) throws(OTLPError) -> [UInt8] {
        try BytesCoding.read(from: &reader)
    }

    static func write(_ value: [UInt8], to writer: inout JSONWriter) {
        writer.quoted { Hexadecimal.encode(value, to: &$0) }
    }

    static func read(from reader: inout JSONReader) throws(OTLPError) -> [UInt8] {
        try reader.bytes(as: "hexadecimal", Hexadecimal.decode)
    }
}

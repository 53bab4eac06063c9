import OTLP

/// Protobuf, written by hand: a tag and what follows it.
enum Bytes {
    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func tag(_ field: UInt64, _ wireType: UInt64) -> [UInt8] {
        varint(field << 3 | wireType)
    }

    static func field(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        tag(field, 2) + varint(UInt64(bytes.count)) + bytes
    }

    static func field(_ field: UInt64, _ text: String) -> [UInt8] {
        Self.field(field, Array(text.utf8))
    }

    static func field(_ field: UInt64, varint value: UInt64) -> [UInt8] {
        tag(field, 0) + varint(value)
    }

    static func field(_ field: UInt64, fixed64 value: UInt64) -> [UInt8] {
        tag(field, 1) + (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func field(_ field: UInt64, fixed32 value: UInt32) -> [UInt8] {
        tag(field, 5) + (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

extension Message {
    /// Reads JSON from text.
    init(text: String) throws(OTLPError) {
        try self.init(json: Array(text.utf8))
    }

    /// The message as JSON text.
    func text() throws(OTLPError) -> String {
        String(decoding: try json(), as: UTF8.self)
    }
}

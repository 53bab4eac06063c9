import Foundation
public import OTLP

/// The value of an attribute or of a log record's body as the viewer's API has it.
///
/// Texts, truth values, lists, and numbers are what they are in JSON; a list of named values is an object. What JSON has no
/// words for is an object with one member: `{"int":"9007199254740993"}` for integers that a browser's numbers do not hold,
/// `{"double":"NaN"}`, `{"bytes":"base 64"}`.
public struct JSONValue: Hashable, Sendable {
    public var value: AnyValue?

    public init(_ value: AnyValue?) {
        self.value = value
    }
}

extension JSONValue: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The largest integer below which a browser's numbers hold every one (ECMA-262, `Number.MAX_SAFE_INTEGER`).
    private static let maxSafeInteger: UInt64 = 1 << 53 - 1

    public func encode(to encoder: any Encoder) throws {
        switch value {
        case .string(let text): try text.encode(to: encoder)
        case .bool(let isTrue): try isTrue.encode(to: encoder)
        case .int(let number) where number.magnitude <= Self.maxSafeInteger: try number.encode(to: encoder)
        case .int(let number): try ["int": String(number)].encode(to: encoder)
        case .double(let number) where number.isFinite: try number.encode(to: encoder)
        case .double(let number):
            try ["double": number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"].encode(to: encoder)
        case .bytes(let bytes): try ["bytes": Data(bytes).base64EncodedString()].encode(to: encoder)
        case .array(let values): try values.map { JSONValue($0) }.encode(to: encoder)
        case .keyValueList(let values):
            var container = encoder.container(keyedBy: Name.self)
            for value in values { try container.encode(JSONValue(value.value), forKey: Name(stringValue: value.key)) }
        case .empty, nil:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        }
    }
}

/// An attribute as the viewer's API has it.
public struct Attribute: Hashable, Sendable, Encodable {
    public var key: String
    public var value: JSONValue

    public init(_ attribute: KeyValue) {
        key = attribute.key
        value = JSONValue(attribute.value)
    }
}

extension Sequence<KeyValue> {
    /// The attributes as the viewer's API has them.
    var reported: [Attribute] { map { Attribute($0) } }
}

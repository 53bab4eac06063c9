import Foundation
import Synchronization

/// The fields that a decoder came by, and the type does not know.
final class UnknownFields: Sendable {
    static let key = CodingUserInfoKey(rawValue: "throughline.inbox.fields")

    private let found = Mutex<[String]>([])

    var first: String? { found.withLock { $0.min() } }

    func add(_ path: [any CodingKey], _ key: String) {
        let field = (path.isEmpty ? "" : RequestDecoding.path(path) + ".") + key
        found.withLock { if $0.count < 100 { $0.append(field) } }
    }
}

/// A value, while it decodes, tells of fields that no coding key stands for.
struct WatchedValue<Value: Decodable>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        guard let key = UnknownFields.key, let fields = decoder.userInfo[key] as? UnknownFields, !Self.isLeaf else {
            value = try Value(from: decoder)
            return
        }
        value = try Value(from: WatchingDecoder(decoder: decoder, fields: fields))
    }

    /// Types that `JSONDecoder` makes by itself, out of text or a number: there are no fields in them.
    static var isLeaf: Bool {
        Value.self is any BinaryInteger.Type || Value.self is any BinaryFloatingPoint.Type || Value.self == String.self
            || Value.self == Bool.self || Value.self == Date.self || Value.self == Data.self || Value.self == URL.self
            || Value.self == Decimal.self
    }
}

/// A decoder that hands on what another one says, and looks at the names of fields.
private struct WatchingDecoder: Decoder {
    let decoder: any Decoder
    let fields: UnknownFields

    var codingPath: [any CodingKey] { decoder.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { decoder.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(stringValue: key.stringValue) == nil {
            fields.add(codingPath, key.stringValue)
        }
        let container = try decoder.container(keyedBy: type)
        return KeyedDecodingContainer(WatchingFields(container: container, fields: fields))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        WatchingElements(container: try decoder.unkeyedContainer(), fields: fields)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        WatchingValue(container: try decoder.singleValueContainer())
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private struct WatchingFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let container: KeyedDecodingContainer<Key>
    let fields: UnknownFields

    var codingPath: [any CodingKey] { container.codingPath }
    var allKeys: [Key] { container.allKeys }

    func contains(_ key: Key) -> Bool { container.contains(key) }
    func decodeNil(forKey key: Key) throws -> Bool { try container.decodeNil(forKey: key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        if WatchedValue<Value>.isLeaf { return try container.decode(type, forKey: key) }
        return try container.decode(WatchedValue<Value>.self, forKey: key).value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try WatchingDecoder(decoder: container.superDecoder(forKey: key), fields: fields).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        WatchingElements(container: try container.nestedUnkeyedContainer(forKey: key), fields: fields)
    }

    func superDecoder() throws -> any Decoder {
        WatchingDecoder(decoder: try container.superDecoder(), fields: fields)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        WatchingDecoder(decoder: try container.superDecoder(forKey: key), fields: fields)
    }
}

private struct WatchingElements: UnkeyedDecodingContainer {
    var container: any UnkeyedDecodingContainer
    let fields: UnknownFields

    var codingPath: [any CodingKey] { container.codingPath }
    var count: Int? { container.count }
    var isAtEnd: Bool { container.isAtEnd }
    var currentIndex: Int { container.currentIndex }

    mutating func decodeNil() throws -> Bool { try container.decodeNil() }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if WatchedValue<Value>.isLeaf { return try container.decode(type) }
        return try container.decode(WatchedValue<Value>.self).value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        try WatchingDecoder(decoder: container.superDecoder(), fields: fields).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        WatchingElements(container: try container.nestedUnkeyedContainer(), fields: fields)
    }

    mutating func superDecoder() throws -> any Decoder {
        WatchingDecoder(decoder: try container.superDecoder(), fields: fields)
    }
}

private struct WatchingValue: SingleValueDecodingContainer {
    let container: any SingleValueDecodingContainer

    var codingPath: [any CodingKey] { container.codingPath }

    func decodeNil() -> Bool { container.decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if WatchedValue<Value>.isLeaf { return try container.decode(type) }
        return try container.decode(WatchedValue<Value>.self).value
    }
}

/// A Swift type that an attribute can hold.
public protocol AttributeValueConvertible: Sendable {
    /// The value as an attribute.
    var attributeValue: AttributeValue { get }

    /// The value that an attribute holds, or `nil` where it holds one of another type.
    init?(_ attributeValue: AttributeValue)
}

extension String: AttributeValueConvertible {
    @inlinable public var attributeValue: AttributeValue { .string(self) }
    @inlinable public init?(_ attributeValue: AttributeValue) {
        guard case .string(let value) = attributeValue else { return nil }
        self = value
    }
}

extension Bool: AttributeValueConvertible {
    @inlinable public var attributeValue: AttributeValue { .bool(self) }
    @inlinable public init?(_ attributeValue: AttributeValue) {
        guard case .bool(let value) = attributeValue else { return nil }
        self = value
    }
}

extension Int: AttributeValueConvertible {
    @inlinable public var attributeValue: AttributeValue { .int(Int64(self)) }
    @inlinable public init?(_ attributeValue: AttributeValue) {
        guard case .int(let value) = attributeValue else { return nil }
        self.init(exactly: value)
    }
}

extension Double: AttributeValueConvertible {
    @inlinable public var attributeValue: AttributeValue { .double(self) }
    @inlinable public init?(_ attributeValue: AttributeValue) {
        guard case .double(let value) = attributeValue else { return nil }
        self = value
    }
}

extension [String]: AttributeValueConvertible {
    @inlinable public var attributeValue: AttributeValue { .strings(self) }
    @inlinable public init?(_ attributeValue: AttributeValue) {
        guard case .strings(let value) = attributeValue else { return nil }
        self = value
    }
}

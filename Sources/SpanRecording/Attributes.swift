public import SemanticConventions

/// A flat list of attributes, in the order in which they were set, each name once.
///
/// It is what instrumentations hand to a span: an array, where the standard `SpanAttributes` is a dictionary that costs
/// more than the rest of the span. Looking a name up is a linear search, which is the fastest there is for the dozen
/// attributes of a span.
public struct Attributes: Sendable, Hashable {
    /// One attribute.
    public struct Element: Sendable, Hashable {
        public let name: String
        public var value: AttributeValue

        @inlinable
        public init(name: String, value: AttributeValue) {
            self.name = name
            self.value = value
        }
    }

    @usableFromInline var elements: [Element] = []

    /// An empty list.
    @inlinable
    public init() {}

    /// An empty list with room for `minimumCapacity` attributes.
    @inlinable
    public init(minimumCapacity: Int) {
        elements.reserveCapacity(minimumCapacity)
    }

    /// The value under a typed key; `nil` removes it.
    @inlinable
    public subscript<Value: AttributeValueConvertible>(key: AttributeKey<Value>) -> Value? {
        get { self[key.name].flatMap(Value.init) }
        set { self[key.name] = newValue?.attributeValue }
    }

    /// The value under a name; `nil` removes it.
    @inlinable
    public subscript(name: String) -> AttributeValue? {
        get { elements.first { $0.name == name }?.value }
        set {
            let index = elements.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): elements[index].value = value
            case (let index?, nil): elements.remove(at: index)
            case (nil, let value?): elements.append(Element(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds an attribute whose name is not in the list yet. Nobody looks whether it is: this is for whoever makes a list from
    /// names that differ by how the code is written, and makes it for every request.
    @inlinable
    public mutating func append<Value: AttributeValueConvertible>(unchecked key: AttributeKey<Value>, _ value: Value) {
        elements.append(Element(name: key.name, value: value.attributeValue))
    }

    /// Sets every attribute of `other`; where both have a name, the value of `other` stays.
    @inlinable
    public mutating func merge(_ other: Attributes) {
        if elements.isEmpty {
            elements = other.elements
        } else {
            for element in other.elements { self[element.name] = element.value }
        }
    }
}

extension Attributes: RandomAccessCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { elements.count }
    @inlinable public subscript(position: Int) -> Element { elements[position] }
}

extension Attributes: ExpressibleByDictionaryLiteral {
    /// Of a name that stands twice, the last value stays.
    public init(dictionaryLiteral elements: (String, AttributeValue)...) {
        self.init(minimumCapacity: elements.count)
        for (name, value) in elements { self[name] = value }
    }
}

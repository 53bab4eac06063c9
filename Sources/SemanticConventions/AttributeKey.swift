/// The name of an attribute together with the type of its value.
///
/// Conventional names are static members, so that a misspelt name or a number where a string belongs does not compile:
///
/// ```swift
/// attributes[.httpRequestMethod] = "GET"
/// attributes[.httpResponseStatusCode] = 200
/// ```
///
/// Keys of your own are declared the same way:
///
/// ```swift
/// extension AttributeKey where Value == String {
///     static var shopCardBrand: Self { "shop.card.brand" }
/// }
/// ```
public struct AttributeKey<Value: Sendable>: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name as it goes over the wire, such as `http.request.method`.
    public let name: String

    @inlinable
    public init(_ name: String) {
        self.name = name
    }

    @inlinable
    public init(stringLiteral name: String) {
        self.name = name
    }
}

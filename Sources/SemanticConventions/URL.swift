// URLs: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ (v1.44, stable)

extension AttributeKey where Value == String {
    /// The whole URL, without credentials.
    @inlinable public static var urlFull: Self { "url.full" }
    /// The path, without the query.
    @inlinable public static var urlPath: Self { "url.path" }
    /// The query, without the leading `?`.
    @inlinable public static var urlQuery: Self { "url.query" }
    /// The scheme, such as `https`.
    @inlinable public static var urlScheme: Self { "url.scheme" }
    /// The template of the URL's path, such as `/users/{id}`; never the raw path.
    @inlinable public static var urlTemplate: Self { "url.template" }
}

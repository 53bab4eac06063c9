// TLS: https://opentelemetry.io/docs/specs/semconv/registry/attributes/tls/ (v1.44, development)

extension AttributeKey where Value == String {
    /// The protocol that encrypts the connection, in lower case: `tls`.
    @inlinable public static var tlsProtocolName: Self { "tls.protocol.name" }
    /// Its version, such as `1.3`.
    @inlinable public static var tlsProtocolVersion: Self { "tls.protocol.version" }
    /// The cipher suite, by its registered name.
    @inlinable public static var tlsCipher: Self { "tls.cipher" }
}

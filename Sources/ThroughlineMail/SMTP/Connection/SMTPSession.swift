import NIOCore
import SemanticConventions
public import SpanRecording

/// What came out when a connection was opened.
public struct SMTPSession: Sendable {
    /// The server's address and port, as far as they are an IP address.
    public internal(set) var peerAddress: String?
    public internal(set) var peerPort: Int?
    /// The version of TLS, such as `1.3`; `nil` in the clear.
    public internal(set) var tlsVersion: String?
    /// The cipher suite's registered name; `nil` in the clear.
    public internal(set) var tlsCipher: String?
    /// How the client authenticated; `nil` if it did not.
    public internal(set) var mechanism: SMTPMechanism?
    /// What the server can do, as said last: over TLS, where there is TLS.
    public internal(set) var capabilities = SMTPCapabilities()

    /// The same for spans.
    public var attributes: Attributes {
        var attributes = Attributes(minimumCapacity: 7)
        attributes[.networkTransport] = "tcp"
        attributes[.networkPeerAddress] = peerAddress
        attributes[.networkPeerPort] = peerPort
        if let tlsVersion {
            attributes[.tlsProtocolName] = "tls"
            attributes[.tlsProtocolVersion] = tlsVersion
            attributes[.tlsCipher] = tlsCipher
        }
        attributes[.mailAuthMechanism] = mechanism?.rawValue
        return attributes
    }
}

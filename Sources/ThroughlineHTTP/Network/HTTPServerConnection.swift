/// The connection that a request came over, as far as a web framework tells.
///
/// Nothing is asked of it unless it is recorded.
public protocol HTTPServerConnection: Sendable {
    /// The other end; `nil` where it is not known, or has no name.
    var peer: NetworkPeer? { get }
    /// This end; `nil` where it is not known.
    var local: NetworkPeer? { get }
    /// `tcp`, or `unix` for a Unix domain socket; `nil` where it is not known.
    var transport: String? { get }
    /// The version of HTTP, such as `1.1` or `2`; `nil` where it is not known.
    var protocolVersion: String? { get }
    /// Whether it is encrypted, so that its requests are for `https`; `nil` where it is not known.
    var isEncrypted: Bool? { get }
    /// Whether the other end is still there; `nil` where it is not known.
    var isOpen: Bool? { get }
}

extension HTTPServerConnection {
    public var local: NetworkPeer? { nil }
    public var transport: String? { nil }
    public var protocolVersion: String? { nil }
    public var isEncrypted: Bool? { nil }
    public var isOpen: Bool? { nil }
}

import Hummingbird
import NIOCore
import ThroughlineHTTP

/// Finds the connection in a request context, without asking each one anew what it can do.
struct ConnectionReader<Context: RequestContext>: Sendable {
    private let read: (@Sendable (Context) -> (any HTTPServerConnection)?)?

    init() {
        if let known = Context.self as? any ConnectionRequestContext.Type {
            read = Self.connection(of: known)
        } else if let known = Context.self as? any RemoteAddressRequestContext.Type {
            read = Self.address(of: known)
        } else {
            read = nil
        }
    }

    /// Whether a context of this type knows the other end at all.
    var knowsPeer: Bool { read != nil }

    func connection(of context: Context) -> (any HTTPServerConnection)? {
        read?(context)
    }

    private static func connection<Known: ConnectionRequestContext>(
        of known: Known.Type
    ) -> @Sendable (Context) -> (any HTTPServerConnection)? {
        { context in (context as? Known)?.connection }
    }

    private static func address<Known: RemoteAddressRequestContext>(
        of known: Known.Type
    ) -> @Sendable (Context) -> (any HTTPServerConnection)? {
        { context in (context as? Known)?.remoteAddress.map(AddressedConnection.init) }
    }
}

/// A connection of which only the other end's address is known.
private struct AddressedConnection: HTTPServerConnection {
    let address: SocketAddress

    var peer: NetworkPeer? { NetworkPeer(address) }
    var transport: String? { address.protocol == .unix ? "unix" : "tcp" }
}

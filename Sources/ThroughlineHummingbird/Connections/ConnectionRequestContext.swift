public import Hummingbird
public import NIOCore

/// A request context that knows the connection: spans then have the client's address, the protocol's version, and what
/// trusted proxies say.
///
/// ```swift
/// struct AppRequestContext: ConnectionRequestContext {
///     var coreContext: CoreRequestContextStorage
///     let connection: ChannelConnection
///
///     init(source: Source) {
///         coreContext = CoreRequestContextStorage(source: source)
///         connection = ChannelConnection(source.channel)
///     }
/// }
/// ```
///
/// Where you need nothing else of a context, ``ConnectedRequestContext`` is one.
public protocol ConnectionRequestContext: RequestContext {
    /// The connection that the request came over.
    var connection: ChannelConnection { get }
}

/// A request context that knows the connection, and nothing else.
///
/// ```swift
/// let router = Router(context: ConnectedRequestContext.self)
/// ```
public struct ConnectedRequestContext: ConnectionRequestContext, RemoteAddressRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let connection: ChannelConnection
    public let remoteAddress: SocketAddress?

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = ChannelConnection(source.channel)
        remoteAddress = source.channel.remoteAddress
    }
}

/// The other end of a connection.
public struct NetworkPeer: Hashable, Sendable {
    /// An IP address, or the path of a Unix domain socket.
    public var address: String
    /// The port, where there is one.
    public var port: Int?

    public init(address: String, port: Int? = nil) {
        self.address = address
        self.port = port
    }
}

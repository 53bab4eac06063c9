/// Where a database server is found.
public struct DatabaseEndpoint: Hashable, Sendable {
    /// A host's name, an IP address, or the path of a Unix domain socket. Never credentials.
    public var address: String
    /// The port; `nil` for the system's default, and where there is none.
    public var port: Int?

    public init(address: String, port: Int? = nil) {
        self.address = address
        self.port = port
    }
}

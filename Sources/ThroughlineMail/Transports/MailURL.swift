/// The URL that says where mail goes, such as `smtp://user:password@mail.example.com:587?pool=4`.
///
/// What it is made of is percent-decoded. Its description has no password.
public struct MailURL: Sendable, Hashable {
    /// The scheme, in lower case.
    public var scheme: String
    public var user: String?
    public var password: String?
    /// The host's name or address, an IPv6 address without its brackets; `nil` without an authority, as in `console:`.
    public var host: String?
    public var port: Int?
    public var path: String
    /// The query's names and values, in their order.
    public var query: [QueryItem]

    public struct QueryItem: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// The value of a query's name; of one that stands twice, the first.
    public func value(of name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

/// The scheme of a request's URL. A client or a proxy can write anything there, and metrics are sorted by it: so only these
/// are told apart.
public enum URLScheme: String, Sendable, Hashable {
    case http, https, ws, wss

    /// The scheme by its name, in any case; `nil` for one that is not known.
    public init?(_ name: String) {
        guard name.utf8.count <= 5 else { return nil }
        // Nearly all are in lower case already, which is quicker to try than to bring about.
        guard let scheme = URLScheme(rawValue: name) ?? URLScheme(rawValue: name.lowercased()) else { return nil }
        self = scheme
    }

    /// The port that a URL means when it names none.
    var port: Int {
        switch self {
        case .http, .ws: 80
        case .https, .wss: 443
        }
    }
}

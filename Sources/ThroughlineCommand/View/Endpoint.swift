/// A listening address as URLs.
struct Endpoint {
    /// The address that is listened on.
    let listening: String
    /// The address under which an application on this machine reaches it.
    let reachable: String

    init(host: String, port: Int) {
        let reachableHost =
            switch host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: host
            }
        listening = Self.url(host: host, port: port)
        reachable = Self.url(host: reachableHost, port: port)
    }

    private static func url(host: String, port: Int) -> String {
        // RFC 3986, section 3.2.2: an IPv6 address stands in brackets.
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

/// An endpoint for OTLP/HTTP that a viewer sends on to what it receives.
public struct ForwardingTarget: Hashable, Sendable {
    /// The URL that `/v1/traces` and the others are added to.
    public let url: String

    /// What each request says beside, a key for the backend say. Never shown.
    public var headers: [(name: String, value: String)] {
        get { fields.map { ($0.name, $0.value) } }
        set { fields = newValue.map(Field.init) }
    }

    private struct Field: Hashable, Sendable {
        let name: String
        let value: String
    }

    private var fields: [Field] = []

    /// Says that a request was forwarded already. Such requests are not forwarded again: viewers that forward to each other
    /// would never end.
    static let mark = "X-Throughline-Forwarded"

    /// - Parameter url: of `http` or `https`, without a user, a query or a fragment.
    /// - Returns: `nil` when it is none.
    public init?(url: String, headers: [(name: String, value: String)] = []) {
        let text = url.hasSuffix("/") ? String(url.dropLast()) : url
        guard
            let host = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }).map({
                text.dropFirst($0.count)
            }),
            let first = host.first, first != "/", first != ":", !host.contains(where: { "@?# ".contains($0) }),
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.url = text
        self.headers = headers
    }

    func url(of signal: Signal) -> String { url + signal.rawValue }
}

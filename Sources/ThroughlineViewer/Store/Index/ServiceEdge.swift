/// That somebody has called somebody, as one value of a segment.
struct ServiceEdge: Hashable {
    enum Kind: String {
        case http
        case db
        case messaging
        case smtp
        case rpc
        case `internal`
    }

    /// What stands at an end.
    struct Node: Hashable {
        enum Kind: String {
            case service
            case database
            case messaging
            case external
        }

        let kind: Kind
        let name: String
    }

    let from: Node
    let to: Node
    let kind: Kind
    /// Of a call to another service: what the caller called it, which is no other system then.
    var address = ""

    /// The parts with NUL between them.
    var text: String {
        [from.kind.rawValue, from.name, to.kind.rawValue, to.name, kind.rawValue, address]
            .map { $0.contains("\0") ? $0.replacing("\0", with: " ") : $0 }
            .joined(separator: "\0")
    }

    init(from: Node, to: Node, kind: Kind, address: String = "") {
        self.from = from
        self.to = to
        self.kind = kind
        self.address = address
    }

    /// - Returns: `nil` for a text that is none.
    init?(text: String) {
        let parts = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, let fromKind = Node.Kind(rawValue: parts[0]),
            let toKind = Node.Kind(rawValue: parts[2]),
            let kind = Kind(rawValue: parts[4])
        else { return nil }
        self.init(
            from: Node(kind: fromKind, name: parts[1]),
            to: Node(kind: toKind, name: parts[3]),
            kind: kind,
            address: parts[5]
        )
    }
}

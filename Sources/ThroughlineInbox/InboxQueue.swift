/// Where entries wait: those of a route, or those of a sender.
public enum InboxQueue: Hashable, Sendable {
    case route(String)
    case sender(String)

    /// The route's name, or the sender's.
    public var name: String {
        switch self {
        case .route(let name), .sender(let name): name
        }
    }
}

/// The name of the queue in the broker: `inbox:events`, `outbox:partner`.
extension InboxQueue: LosslessStringConvertible {
    public init?(_ description: String) {
        let parts = description.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...200).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        switch parts[0] {
        case "inbox": self = .route(String(parts[1]))
        case "outbox": self = .sender(String(parts[1]))
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .route(let name): "inbox:\(name)"
        case .sender(let name): "outbox:\(name)"
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension InboxQueue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let queue = InboxQueue(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an inbox's queue")
        }
        self = queue
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

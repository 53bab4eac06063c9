import Synchronization

/// What a viewer says of itself.
final class ViewerFacts: Sendable {
    /// Where what is received is sent on to.
    let forwarding: String?
    private let address = Mutex<String?>(nil)

    init(forwarding: String?) {
        self.forwarding = forwarding
    }

    /// The URL that the viewer listens on; `nil` before it does.
    var listening: String? { address.withLock { $0 } }

    func isListening(at url: String) {
        address.withLock { $0 = url }
    }
}

/// What a viewer holds, and where it is.
struct StatusReport: Encodable {
    private enum CodingKeys: CodingKey {
        case version, listening, forwarding
    }

    let store: StoreStatus
    let viewer: ViewerFacts

    func encode(to encoder: any Encoder) throws {
        try store.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Viewer.version, forKey: .version)
        try container.encodeIfPresent(viewer.listening, forKey: .listening)
        try container.encodeIfPresent(viewer.forwarding, forKey: .forwarding)
    }
}

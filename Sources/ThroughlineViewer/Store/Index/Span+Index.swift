import OTLP

// What is read off a span to find it again, by the names of OpenTelemetry's semantic conventions, also of older ones.

extension Span {
    private func text(_ keys: String...) -> String? {
        for key in keys {
            if let text = attributes[key]?.stringValue, !text.isEmpty { return text }
        }
        return nil
    }

    /// Whom a client or a producer calls: a host, with its port where it says one.
    var peerAddress: String {
        guard kind == .client || kind == .producer else { return "" }
        guard let host = text("peer.service", "server.address", "net.peer.name", "http.host") else { return "" }
        guard text("peer.service") == nil, let port = attributes["server.port"]?.intValue else { return host }
        return "\(host):\(port)"
    }

    /// How a span came to be called from another service.
    var linkKind: ServiceEdge.Kind {
        if attributes["rpc.system"] != nil || attributes["rpc.system.name"] != nil { return .rpc }
        if attributes["messaging.system"] != nil { return .messaging }
        if attributes["http.request.method"] != nil || attributes["http.method"] != nil { return .http }
        return .internal
    }

    /// A call to a system that sends no spans of its own, or none that are here yet.
    func systemEdge(of own: ServiceEdge.Node, address: String) -> ServiceEdge? {
        guard kind == .client || kind == .producer || kind == .consumer else { return nil }
        if let system = text("messaging.system") {
            let destination = ServiceEdge.Node(kind: .messaging, name: text("messaging.destination.name") ?? system)
            return kind == .consumer
                ? ServiceEdge(from: destination, to: own, kind: .messaging)
                : ServiceEdge(from: own, to: destination, kind: .messaging)
        }
        guard kind == .client else { return nil }
        if let system = text("db.system.name", "db.system") {
            let database = text("db.namespace", "db.name").map { "\(system) \($0)" } ?? system
            return ServiceEdge(from: own, to: ServiceEdge.Node(kind: .database, name: database), kind: .db)
        }
        guard !address.isEmpty else { return nil }
        let isMail = attributes["throughline.mail.transport"] != nil || attributes["server.port"]?.intValue == 25
        let to = ServiceEdge.Node(kind: .external, name: address)
        return ServiceEdge(from: own, to: to, kind: isMail ? .smtp : linkKind, address: address)
    }
}

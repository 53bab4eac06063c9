import OTLP

extension OTLP.Span.Kind {
    /// The kind in lower case; what is not said is `internal`.
    var word: String {
        switch self {
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        default: "internal"
        }
    }
}

extension Trace.ID: Encodable {
    public func encode(to encoder: any Encoder) throws {
        try hex.encode(to: encoder)
    }
}

extension Trace.Span.ID: Encodable {
    public func encode(to encoder: any Encoder) throws {
        try hex.encode(to: encoder)
    }
}

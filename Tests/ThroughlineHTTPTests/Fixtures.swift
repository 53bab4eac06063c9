import InMemoryTracing
import SemanticConventions
import SpanRecording
import ThroughlineHTTP
import Tracing

struct Boom: Error {}

/// A connection of which a test says what is known.
struct TestConnection: HTTPServerConnection {
    var peer: NetworkPeer?
    var local: NetworkPeer?
    var transport: String?
    var protocolVersion: String?
    var isEncrypted: Bool?

    init(
        peer: NetworkPeer? = nil,
        local: NetworkPeer? = nil,
        transport: String? = "tcp",
        protocolVersion: String? = nil,
        isEncrypted: Bool? = nil
    ) {
        self.peer = peer
        self.local = local
        self.transport = transport
        self.protocolVersion = protocolVersion
        self.isEncrypted = isEncrypted
    }

    /// One from an address.
    init(from address: String) {
        self.init(peer: NetworkPeer(address: address, port: 4711))
    }
}

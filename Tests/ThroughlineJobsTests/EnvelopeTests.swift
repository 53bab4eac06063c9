import Foundation
import Testing

@testable import ThroughlineJobs

@Suite("A stored job")
struct EnvelopeTests {
    private let secret = (0..<32).map { UInt8($0) }

    private func message() -> Message {
        var header = Message.Header(id: JobID(), type: "send_receipt", queue: "mail")
        header.name = "receipt 1"
        header.group = "g"
        header.carrier = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "baggage": "a=b"]
        header.timeout = .milliseconds(1_500)
        header.retry = .exponential(limit: 3, from: .milliseconds(10), factor: 1.5, upTo: .seconds(60), jitter: 0.5)
        header.ackFailure = true
        header.hook = "after"
        header.chainLength = 3
        header.chainPosition = 2
        var link = Message.Header(id: JobID(), type: "next", queue: "default")
        link.chainPosition = 3
        let rest = [ChainLink(header: link, payload: [1, 2], priority: -3, keep: .zero, start: .after(.seconds(5)))]
        return Message(header: header, payload: Array(#"{"order":1}"#.utf8), rest: rest)
    }

    private func envelope(_ names: String..., encrypting: Bool = false) throws -> Envelope {
        let keys = try names.map { name in try PayloadKey(name: name, secret: secret + Array(name.utf8)) }
        return Envelope(keys: keys.isEmpty ? nil : try PayloadKeys(keys), isEncrypting: encrypting)
    }

    @Test("comes back as it went in", arguments: [false, true])
    func roundTrip(isEncrypted: Bool) throws {
        let message = message()
        let envelope = try envelope("a", encrypting: isEncrypted)
        let bytes = try envelope.seal(message)
        #expect(try envelope.open(bytes, of: message.header.id) == message)
        #expect(bytes.contains(sequence: Array("order".utf8)) == !isEncrypted)
        #expect(try Envelope.peek(bytes) == message.header)
        #expect(try (Envelope.peekPayload(bytes) == nil) == isEncrypted)
    }

    @Test("is refused when any byte of it was changed, or is missing", arguments: [false, true])
    func tampering(isSigned: Bool) throws {
        let message = message()
        let envelope = try isSigned ? envelope("a") : envelope()
        let bytes = try envelope.seal(message)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x41
            #expect(throws: MessageError.self) { try envelope.open(changed, of: message.header.id) }
            #expect(throws: MessageError.self) { try envelope.open(Array(bytes[..<index]), of: message.header.id) }
        }
        #expect(throws: MessageError.badSignature) { try envelope.open(bytes, of: JobID()) }
    }

    @Test("is understood for as long as its key is in the list")
    func rotation() throws {
        let message = message()
        let bytes = try envelope("old").seal(message)
        #expect(try envelope("new", "old").open(bytes, of: message.header.id) == message)
        #expect(throws: MessageError.unknownKey("old")) { try envelope("new").open(bytes, of: message.header.id) }
        #expect(throws: MessageError.unknownKey("old")) { try envelope().open(bytes, of: message.header.id) }
        let unsigned = try envelope().seal(message)
        #expect(throws: MessageError.unsigned) { try envelope("new").open(unsigned, of: message.header.id) }
    }

    @Test("never traps, whatever the bytes are")
    func garbage() throws {
        var generator = SystemRandomNumberGenerator()
        let good = try envelope().seal(message())
        for _ in 0..<2_000 {
            var bytes =
                Bool.random() ? good : (0..<Int.random(in: 0...200)).map { _ in UInt8.random(in: .min ... .max) }
            for _ in 0..<Int.random(in: 1...8) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: .min ... .max,
                    using: &generator
                )
            }
            _ = try? Envelope.peek(bytes)
            _ = try? Envelope.peekPayload(bytes)
            _ = try? envelope().open(bytes, of: JobID())
            _ = try? Message(header: message().header, body: bytes[...])
        }
    }

    @Test("wants keys that can be told apart and are long enough")
    func keys() throws {
        #expect(throws: PayloadKeysError.empty) { try PayloadKeys([]) }
        #expect(throws: PayloadKeysError.emptyName) { try PayloadKey(name: "", secret: secret) }
        #expect(throws: PayloadKeysError.shortSecret) { try PayloadKey(name: "a", secret: [1, 2, 3]) }
        let key = try PayloadKey(name: "a", secret: secret)
        #expect(throws: PayloadKeysError.duplicateName("a")) { try PayloadKeys([key, key]) }
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: sequence) }
    }
}

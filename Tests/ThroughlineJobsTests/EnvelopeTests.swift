import Crypto
import Foundation
import Gzip
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

    private func envelope(_ names: String..., encrypting: Bool = false, compressing: Bool = false) throws -> Envelope {
        guard !names.isEmpty else { return Envelope(isCompressing: compressing) }
        let keys = try PayloadKeys(
            try names.map { name in try PayloadKey(name: name, secret: secret + Array(name.utf8)) }
        )
        return Envelope(protection: encrypting ? .encrypted(keys) : .signed(keys), isCompressing: compressing)
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

    @Test("is smaller when it is compressed, and comes back as it went in", arguments: [false, true])
    func compression(isEncrypted: Bool) throws {
        var message = message()
        message.payload = Array(String(repeating: "one and the same ", count: 1_000).utf8)
        let plain = try envelope("a", encrypting: isEncrypted).seal(message)
        let small = try envelope("a", encrypting: isEncrypted, compressing: true).seal(message)
        #expect(small.count < plain.count / 10)
        // Whoever does not compress understands it too.
        #expect(try envelope("a", encrypting: isEncrypted).open(small, of: message.header.id) == message)
        #expect(try Envelope.peekPayload(small) == (isEncrypted ? nil : message.payload))
    }

    @Test("is not compressed where that is no use")
    func incompressible() throws {
        var message = message()
        let short = try envelope(compressing: true).seal(message)
        #expect(try short == envelope().seal(message))
        message.payload = (0..<2_000).map { _ in UInt8.random(in: .min ... .max) }
        let random = try envelope(compressing: true).seal(message)
        #expect(try random.count == envelope().seal(message).count)
    }

    @Test("that would be inflated beyond measure is refused")
    func bomb() throws {
        var header = FieldWriter()
        header.write(1, Array(repeating: 0, count: 16))
        let body = try Gzip.compress([UInt8](repeating: 0, count: (64 << 20) + 1))
        var bytes: [UInt8] = [1, 1]
        for part in [[], header.bytes, body] {
            bytes.appendVarint(UInt64(part.count))
            bytes += part
        }
        bytes += HMAC<SHA256>.authenticationCode(for: bytes, using: PayloadKey.known.signing)
        #expect(throws: MessageError.malformed) { try envelope().open(bytes, of: JobID(high: 0, low: 0)) }
        #expect(throws: MessageError.malformed) { try Envelope.peekPayload(bytes) }
    }

    @Test("has a key of its own where it is encrypted")
    func keyOfItsOwn() throws {
        let key = try PayloadKey(name: "a", secret: secret)
        let (one, other) = (JobID(), JobID())
        let box = try key.encrypt([1, 2, 3], for: one, authenticating: [UInt8]())
        #expect(try key.decrypt(box, for: one, authenticating: [UInt8]()) == [1, 2, 3])
        #expect(throws: (any Error).self) { try key.decrypt(box, for: other, authenticating: [UInt8]()) }
    }

    @Test("has its result encrypted with it, and read by who has the key", arguments: [false, true])
    func results(isEncrypted: Bool) throws {
        let id = JobID()
        let result = Array(#"{"secret":1}"#.utf8)
        let stored = try envelope("old", encrypting: isEncrypted).sealResult(result, of: id)
        #expect((stored == result) == !isEncrypted)
        #expect(try envelope("new", "old", encrypting: true).openResult(stored, of: id) == result)
        guard isEncrypted else { return }
        #expect(throws: MessageError.undecryptable) {
            try envelope("old", encrypting: true).openResult(stored, of: JobID())
        }
        for end in stored.indices.dropFirst() {
            #expect(throws: MessageError.self) {
                try envelope("old").openResult(Array(stored[...end].dropLast()), of: id)
            }
        }
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
            _ = try? envelope("a").openResult(bytes, of: JobID())
            _ = try? Message(header: message().header, body: bytes[...])
        }
    }

    @Test("never traps, whatever its numbers are", arguments: [Int64.min, -1, .max])
    func numbers(number: Int64) throws {
        for field in UInt8(1)...20 {
            var inner = FieldWriter()
            inner.write(1, Array(repeating: 0, count: 16))
            inner.write(field, present: number)
            _ = try? Message.Header(inner.bytes[...])
            var link = FieldWriter()
            link.write(1, inner.bytes)
            link.write(field, present: number)
            if let link = try? ChainLink(link.bytes[...]) {
                // What is made of it must not trap either.
                _ = try? Draft(link, rest: []).entry(envelope(), at: Date())
            }
            var policy = FieldWriter()
            policy.write(1, Array(repeating: 0, count: 16))
            policy.write(8, inner.bytes)
            if let header = try? Message.Header(policy.bytes[...]) {
                var generator = SystemRandomNumberGenerator()
                _ = header.retry.delay(after: 3, using: &generator)
            }
            var schedule = FieldWriter()
            schedule.write(1, "Europe/Berlin")
            schedule.write(4, Int64(1))
            schedule.write(field, present: number)
            var definition = FieldWriter()
            definition.write(1, schedule.bytes)
            var header = Message.Header(id: JobID(high: 0, low: 0), type: "t", queue: "q")
            header.name = "s"
            let job = ChainLink(header: header, payload: [], priority: 0)
            let sealed = try envelope().seal(Message(header: header, payload: definition.bytes, rest: [job]))
            let stored = StoredSchedule(name: "s", next: nil, remaining: nil, definition: sealed)
            if let definition = try? ScheduleDefinition(stored, with: envelope()) {
                _ = definition.schedule.next(after: Date(timeIntervalSince1970: 1_800_000_000))
            }
        }
    }

    @Test("says what does not decode, and not what it says there")
    func undecodable() {
        struct Card: Decodable {
            var number: Int
        }
        let cards = Result { try PayloadCoding.decode([Card].self, from: Array(#"[{"number":"4111"}]"#.utf8)) }
        guard case .failure(let error) = cards else { return #expect(Bool(false)) }
        #expect(MessageError.undecodable(error) == .undecodable("not of type Int at 0.number"))
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

import Crypto
import Logging
import OTLP
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import Throughline

@Suite struct RedactionTests {
    private func span(_ processor: RedactionProcessor, _ change: (ThroughlineSpan) -> Void) async throws -> OTLP.Span {
        let recording = RecordingTelemetry { $0.traces.processors = [processor] }
        let span = recording.tracer.startSpan("span")
        change(span)
        span.end()
        return try await recording.span()
    }

    @Test func secretsAreKnownByTheNamesOfAttributes() async throws {
        let processor = RedactionProcessor(keys: ["user.*", "Password"])
        let span = try await span(processor) { span in
            span.attributes["user.email"] = "a@b.example"
            span.attributes["user.age"] = 7
            span.attributes["password"] = "5ecret"
            span.attributes["other"] = "stays"
            span.addEvent(SpanEvent(name: "event", attributes: ["user.id": "7", "n": 1]))
        }
        let hidden = AnyValue.string("REDACTED")
        #expect(
            span.values == ["user.email": hidden, "user.age": hidden, "password": hidden, "other": .string("stays")]
        )
        let event = try #require(span.events.first)
        #expect(event.attributes.first { $0.key == "user.id" }?.value == hidden)
        #expect(event.attributes.first { $0.key == "n" }?.value == .int(1))
    }

    @Test func secretsAreKnownByTheirFormWhereverTheyAre() async throws {
        let processor = RedactionProcessor(values: [.emailAddress, .cardNumber])
        let span = try await span(processor) { span in
            span.operationName = "mail to a.b+c@mail.example.com"
            span.attributes["text"] = "card 4111 1111 1111 1111, and 1234567890123"
            span.setStatus(SpanStatus(code: .error, message: "no such user: x@y.example."))
            span.attributes["list"] = ["a@b.example", "plain"]
        }
        #expect(span.name == "mail to REDACTED")
        #expect(span.values["text"] == .string("card REDACTED, and 1234567890123"))
        #expect(span.values["list"] == .array([.string("REDACTED"), .string("plain")]))
        #expect(span.status?.message == "no such user: REDACTED.")
    }

    @Test func theSameSecretHasTheSameHashAndAnotherKeyAnother() async throws {
        func hash(_ secret: String, key: [UInt8]) async throws -> AnyValue? {
            try await span(RedactionProcessor(keys: ["k"], replacement: .hash(key: key))) {
                $0.attributes["k"] = secret
            }.values["k"]
        }
        let first = try await hash("a", key: [1])
        #expect(try await hash("a", key: [1]) == first)
        #expect(try await hash("b", key: [1]) != first)
        #expect(try await hash("a", key: [2]) != first)
        guard case .string(let text) = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(text.wholeMatch(of: /[0-9a-f]{16}/) != nil)
    }

    @Test func secretsCanBeRemoved() async throws {
        let processor = RedactionProcessor(keys: ["k"], values: [.emailAddress], replacement: .removal)
        let span = try await span(processor) { span in
            span.attributes["k"] = "5ecret"
            span.attributes["text"] = "from a@b.example to c@d.example"
        }
        #expect(span.values == ["text": .string("from … to …")])
    }

    @Test func logRecordsAreRedactedToo() async throws {
        let processor = RedactionProcessor(keys: ["user.id"], values: [.emailAddress])
        var record = Throughline.LogRecord(severity: .info, body: .string("mail to a@b.example"))
        record.attributes = [
            KeyValue(key: "user.id", value: .int(7)),
            KeyValue(key: "nested", value: .keyValueList([KeyValue(key: "user.id", value: .string("x"))])),
            KeyValue(key: "n", value: .int(1)),
        ]
        let redacted = try #require(processor.onEmit(record, context: .topLevel))
        #expect(redacted.body == .string("mail to REDACTED"))
        let hidden = AnyValue.string("REDACTED")
        let nested = AnyValue.keyValueList([KeyValue(key: "user.id", value: hidden)])
        #expect(redacted.attributes.map(\.value) == [hidden, nested, .int(1)])
    }

    @Test(arguments: [
        ("", 0), ("@", 0), ("a@b", 0), ("@b.example", 0), ("a@", 0), ("a@.", 0), ("a@b.c", 1), ("a@b.c@d.e", 1),
        ("<a@b.c>,d@e.f", 2), ("ä@b.example", 1), ("@@a@b.c@@", 1), (String(repeating: "@a", count: 1000), 0),
    ])
    func addressesAreFound(text: String, count: Int) {
        #expect(SecretPattern.emailAddress.ranges(in: text).count == count)
    }

    @Test(arguments: [
        ("4111111111111111", 1), ("4111-1111-1111-1111", 1), ("4111 1111 1111 1112", 0), ("378282246310005", 1),
        ("0000000000000000", 0), ("41111111111111114111111111111111", 0), ("4111111111111111.", 1), ("4", 0),
        ("a4111111111111111b 5555555555554444", 2), ("- -", 0), ("4111  1111 1111 1111", 0),
    ])
    func cardNumbersAreFound(text: String, count: Int) {
        #expect(SecretPattern.cardNumber.ranges(in: text).count == count)
    }

    @Test func patternsTakeAnyText() {
        var random = SeededGenerator(seed: 11)
        let pieces = ["@", ".", "-", " ", "4111", "1111", "a", "é", "\u{0}", "👩‍👩‍👧", "\r\n", "9"]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            for pattern in [SecretPattern.emailAddress, .cardNumber] {
                for range in pattern.ranges(in: text) { #expect(!text[range].isEmpty) }
            }
            _ = RedactionProcessor(values: [.emailAddress, .cardNumber])
                .onEmit(Throughline.LogRecord(severity: .info, body: .string(text)), context: .topLevel)
        }
    }

    @Test func theHashIsThatOfALibraryOfCryptography() {
        var random = SeededGenerator(seed: 256)
        for length in [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000] {
            let message = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            #expect(Throughline.SHA256.hash(message) == Array(Crypto.SHA256.hash(data: message)))
            for keyLength in [1, 64, 65, 200] {
                let key = (0..<keyLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                let theirs = Crypto.HMAC<Crypto.SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key))
                #expect(Throughline.HMAC.authenticate(message, key: key) == Array(theirs))
            }
        }
    }
}

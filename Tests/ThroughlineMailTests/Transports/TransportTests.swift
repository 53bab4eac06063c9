import Foundation
import NIOCore
import SpanRecording
import Synchronization
import Testing

@testable import ThroughlineMail

struct TransportTests {
    @Test func `the console shows the mail, and obeys no control character in it`() async throws {
        let output = Mutex("")
        let mailer = Mailer(ConsoleMailTransport { text in output.withLock { $0 += text + "\n" } })
        let raw = "From: a@example.com\nTo: b@example.com\nSubject: Hi\n\n\u{1B}[2Jcleared\n\ttab\n"
        try await mailer.send(try EncodedMail(rfc822: raw.utf8))
        let text = output.withLock { $0 }
        #expect(text.hasPrefix("MAIL TO b@example.com\nFrom: a@example.com\n"))
        #expect(text.contains("\\u{1b}[2Jcleared\n\ttab\n"))
        #expect(!text.contains("\u{1B}"))
        #expect(text.hasSuffix("-----\n"))
    }

    @Test func `a folder gets one complete file a mail, which only its owner can read`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID())/outbox").path
        defer { try? FileManager.default.removeItem(atPath: (folder as NSString).deletingLastPathComponent) }
        let mailer = try Mailer(url: "file://\(folder)")
        let messages = (0..<20).map { MailMessage.small(to: "m\($0)") }
        #expect(try await mailer.send(messages) == 20)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names.count == 20)
        #expect(names.allSatisfy { $0.hasSuffix(".eml") })
        #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        for (number, name) in names.enumerated() {
            let path = "\(folder)/\(name)"
            let mail = try EncodedMail(rfc822: Data(contentsOf: URL(filePath: path)))
            #expect(mail.text.hasSuffix("\r\n\r\nHello.\r\n"))
            #expect(mail.envelope.recipients[0].localPart == "m\(number)")  // the names sort by time
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
        }
    }

    @Test func `a folder that cannot be written is an error`() async throws {
        await #expect(throws: (any Error).self) {
            try await Mailer(url: "file:///dev/null/outbox").send(.small(to: "a"))
        }
    }

    @Test func `the memory keeps what was sent, and no more than it may`() async throws {
        let outbox = InMemoryMailTransport(capacity: 3)
        try await Mailer(outbox).send((0..<5).map { .small(to: "m\($0)") })
        #expect(outbox.mails.map { $0.envelope.recipients[0].localPart } == ["m2", "m3", "m4"])
        outbox.removeAll()
        #expect(outbox.mails.isEmpty)
    }

    @Test func `the memory answers as a test wants it, and keeps only what it sent`() async throws {
        let outbox = InMemoryMailTransport { mail in .refusing(mail, code: 451) }
        let results = await Mailer(outbox).deliver([.small(to: "a")])
        #expect(results[0].reply?.isTemporary == true)
        #expect(outbox.mails.isEmpty)
    }

    @Test func `nowhere is a place too`() async throws {
        #expect(try await Mailer(url: "none:").send([.small(to: "a")]) == 1)
    }

    @Test func `a wrapped transport is what it was, and something is done around each mail`() async throws {
        let transport = ScriptedTransport(isReused: true, mailsPerConnection: 2)
        let seen = Mutex<[Int]>([])
        let wrapped = transport.intercepted { mail, send in
            let result = try await send()
            seen.withLock { $0.append(result.size) }
            return mail.envelope.recipients[0].localPart == "c" ? .refusing(mail) : result
        }
        let mailer = Mailer(wrapped)
        #expect(mailer.transport.name == "scripted")
        #expect(mailer.transport.serverAttributes == transport.serverAttributes)
        #expect(try await mailer.send(["a", "b", "c"].map { .small(to: $0) }, failSilently: true) == 2)
        #expect(seen.withLock { $0.count } == 3)
        #expect(transport.log == ["open", "deliver a", "deliver b", "close", "open", "deliver c", "close"])
        let connection = try await wrapped.open()
        #expect(connection.isReused && connection.poolWait == .milliseconds(3))
        #expect(connection.attributes == ["tls.protocol.version": "1.3"])
    }

    @Test func `a wrapped connection hears of the next mail`() async throws {
        struct Ahead: MailTransport, MailConnection {
            var name: String { "ahead" }
            func open() async throws -> any MailConnection { self }
            func deliver(_ mail: EncodedMail) async throws -> DeliveryResult { try await deliver(mail, before: nil) }
            func deliver(_ mail: EncodedMail, before next: EncodedMail?) async throws -> DeliveryResult {
                DeliveryResult(
                    accepting: mail,
                    reply: SMTPReply(code: 250, text: next?.envelope.recipients[0].localPart ?? "-")
                )
            }
        }
        let mailer = Mailer(Ahead().intercepted { _, send in try await send() })
        let results = await mailer.deliver([.small(to: "a"), .small(to: "b")])
        #expect(results.map(\.reply?.text) == ["b", "-"])
    }
}

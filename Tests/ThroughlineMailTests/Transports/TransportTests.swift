import Foundation
import NIOCore
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
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == 20)
        #expect(names.allSatisfy { $0.hasSuffix(".eml") })
        for name in names {
            let path = "\(folder)/\(name)"
            let mail = try EncodedMail(rfc822: Data(contentsOf: URL(filePath: path)))
            #expect(mail.text.hasSuffix("\r\n\r\nHello.\r\n"))
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
        let results = try await Mailer(outbox).deliver([.small(to: "a")])
        #expect(results[0].reply?.isTemporary == true)
        #expect(outbox.mails.isEmpty)
    }

    @Test func `nowhere is a place too`() async throws {
        #expect(try await Mailer(url: "none:").send([.small(to: "a")]) == 1)
    }

    @Test func `addresses are masked wherever they stand in a text`() {
        let cases = [
            ("nothing here", "nothing here"), ("<jane.doe+x@example.com>: no", "<***@example.com>: no"),
            ("a@b.example,c@d.example", "***@b.example,***@d.example"), ("\"jane doe\"@example.com", "***@example.com"),
            ("почта@пример.example", "***@пример.example"), ("@", "***@"), ("\"@x", "\"***@x"), ("a@b@c", "***@***@c"),
        ]
        for (text, masked) in cases { #expect(AddressMask.masked(text) == masked) }
    }
}

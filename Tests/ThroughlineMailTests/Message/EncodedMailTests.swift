import Foundation
import NIOCore
import TestSupport
import Testing

@testable import ThroughlineMail

struct EncodedMailTests {
    private let header = "From: Shop <shop@example.com>\r\nTo: jane@example.com\r\nSubject: Hi\r\n"

    @Test func `a mail composed elsewhere goes out as it is`() throws {
        let mail = try EncodedMail(rfc822: "\(header)\r\n.\r\nbody\r\n".utf8)
        #expect(mail.text == "\(header)\r\n.\r\nbody\r\n")
        #expect(mail.envelope == MailEnvelope(sender: "shop@example.com", recipients: ["jane@example.com"]))
    }

    @Test func `line ends become CRLF, and the last line ends`() throws {
        let mail = try EncodedMail(rfc822: "From: a@example.com\nTo: b@example.com\r\rone\ntwo\r\nthree".utf8)
        #expect(mail.text == "From: a@example.com\r\nTo: b@example.com\r\n\r\none\r\ntwo\r\nthree\r\n")
    }

    @Test func `the envelope comes from the headers, and blind copies are taken out of them`() throws {
        let raw = """
            Bcc: hidden@example.com,
              "Also, hidden" <also@example.com>
            Sender: robot@example.com
            From: "Shop, the" <shop@example.com>
            To: friends: =?utf-8?Q?J=C3=A4ne?= <jane@example.com>, joe@example.com (Joe (the) one);
            Cc: <@relay.example:"a b"@example.com>, JANE@example.com
            Message-ID:
              <1@example.com>

            body
            """
        let mail = try EncodedMail(rfc822: raw.utf8)
        #expect(mail.envelope.sender == "robot@example.com")
        #expect(
            mail.envelope.recipients.map(\.wireForm) == [
                "jane@example.com", "joe@example.com", "\"a b\"@example.com", "JANE@example.com", "hidden@example.com",
                "also@example.com",
            ]
        )
        #expect(mail.messageID == "<1@example.com>")
        #expect(!mail.text.contains("hidden"))
        #expect(mail.text.hasPrefix("Sender: robot@example.com\r\n"))
        #expect(mail.text.hasSuffix("\r\n\r\nbody\r\n"))
    }

    @Test func `an envelope that is given is the one`() throws {
        let envelope = MailEnvelope(sender: nil, recipients: ["other@example.com"])
        let mail = try EncodedMail(rfc822: "\(header)\r\nbody".utf8, envelope: envelope)
        #expect(mail.envelope == envelope)
        #expect(mail.text.contains("To: jane@example.com"))
    }

    @Test func `what a server must be able to do is found out`() throws {
        let body = try EncodedMail(rfc822: "\(header)\r\nnaïve".utf8)
        #expect(body.needs8BitMIME && !body.needsSMTPUTF8)
        let subject = try EncodedMail(rfc822: "\(header)X: naïve\r\n\r\n".utf8)
        #expect(subject.needs8BitMIME && subject.needsSMTPUTF8)
    }

    @Test(arguments: [
        "", "\r\n", "\r\nbody", "From nobody Sat Nov 21\r\nFrom: a@example.com\r\n\r\n", " From: a@example.com\r\n\r\n",
        "no header\r\n\r\n", "From: a@example.com\r\nTo: b@example.com\r\nX Y: z\r\n\r\n", "To: b@example.com\r\n\r\n",
        "From: a@example.com\r\nTo: not an address\r\n\r\n", "From: a@example.com\r\nTo: b@example.com\r\n\r\n\u{0}",
        ": a\r\n\r\n",
    ])
    func `what is no mail is refused`(raw: String) {
        #expect(throws: MailError.self) { try EncodedMail(rfc822: raw.utf8) }
    }

    @Test func `a line of more than 998 bytes is refused`() throws {
        #expect(throws: Never.self) {
            try EncodedMail(rfc822: "\(header)\r\n\(String(repeating: "x", count: 998))".utf8)
        }
        #expect(throws: MailError.self) {
            try EncodedMail(rfc822: "\(header)\r\n\(String(repeating: "x", count: 999))".utf8)
        }
    }

    @Test func `an envelope that is changed is the one that a server is told`() throws {
        let server = SMTPCapabilities()
        var mail = try EncodedMail(rfc822: "\(header)\r\nbody".utf8)
        #expect(try mail.checkRequirements(server) == nil)
        mail.envelope.recipients = ["почта@example.com"]
        #expect(mail.needsSMTPUTF8)
        #expect(throws: MailError.self) { try mail.checkRequirements(server) }
        mail.envelope.recipients = ["jane@example.com"]
        #expect(!mail.needsSMTPUTF8)
        mail.envelope.deliveryReports = DeliveryReports(
            notify: .failure,
            envelopeID: String(repeating: "x", count: 101)
        )
        #expect(throws: MailError.self) { try mail.checkRequirements(server) }
    }

    @Test(.enabled(if: PythonLines.isInstalled, "needs python3"))
    func `damaged mails are refused, or taken without blind copies and with no other recipients`() async throws {
        let (taken, findings) = try await onOwnThread {
            let reader = try PythonLines(script: "read_mail.py")
            var source = HostileMail(seed: 4)
            var generator = SeededGenerator(seed: 4)
            var taken = 0
            var findings: [String] = []
            for number in 0..<300 {
                let message = source.message()
                var bytes =
                    Array("Bcc: hidden@example.com\r\n".utf8) + Array(try message.encoded().content.readableBytesView)
                for _ in 0..<generator.pick([1, 5, 50]) {
                    bytes[Int.random(in: 0..<min(bytes.count, 2000), using: &generator)] = UInt8(
                        truncatingIfNeeded: generator.next()
                    )
                }
                guard let mail = try? EncodedMail(rfc822: bytes) else { continue }
                taken += 1
                let again = try? EncodedMail(rfc822: mail.content.readableBytesView, envelope: mail.envelope)
                if again?.content != mail.content { findings.append("mail \(number) changes again") }
                findings += try reader.answers(about: mail, "blind copies").map { "mail \(number) has a copy: \($0)" }
                for recipient in mail.envelope.recipients where !bytes.contains(recipient.localPart) {
                    findings.append("mail \(number) goes to \(recipient)")
                }
            }
            return (taken, findings)
        }
        #expect(findings.isEmpty)
        #expect(taken > 20)
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool { Data(self).range(of: Data(text.utf8)) != nil }
}

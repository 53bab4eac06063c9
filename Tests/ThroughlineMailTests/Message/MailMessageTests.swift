import Foundation
import NIOCore
import Testing

@testable import ThroughlineMail

struct MailMessageTests {
    private var message: MailMessage {
        var message = MailMessage(from: "Shop <shop@example.com>", to: ["jane@example.com"], subject: "Your receipt")
        message.date = Date(timeIntervalSince1970: 1_795_281_614)
        message.messageID = "1@example.com"
        return message
    }

    @Test func `a mail of plain text looks like one`() throws {
        var message = message
        message.text = "Thank you.\n"
        let mail = try message.encoded()
        #expect(
            mail.text == """
                Date: Sat, 21 Nov 2026 17:20:14 +0000\r
                From: Shop <shop@example.com>\r
                To: jane@example.com\r
                Subject: Your receipt\r
                Message-ID: <1@example.com>\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: 7bit\r
                \r
                Thank you.\r

                """
        )
        #expect(mail.envelope == MailEnvelope(sender: "shop@example.com", recipients: ["jane@example.com"]))
        #expect(mail.messageID == "<1@example.com>")
        #expect(!mail.needs8BitMIME && !mail.needsSMTPUTF8)
        #expect(mail.size == mail.text.utf8.count)
    }

    @Test(.enabled(if: PythonLines.isInstalled, "needs python3"))
    func `text, HTML, an image in it and a file have the structure that mail programs expect`() async throws {
        var message = message
        message.text = "plain"
        message.html = "<img src=\"cid:logo\">"
        message.alternatives = [
            Attachment(filename: nil, contentType: "text/calendar; method=REQUEST", data: "BEGIN".utf8)
        ]
        message.attachments = [
            Attachment(filename: "a.pdf", data: [1]), Attachment(inline: "logo", contentType: "image/png", data: [2]),
        ]
        let mail = try message.encoded()
        let body = "multipart/alternative(text/plain,multipart/related(text/html,image/png),text/calendar)"
        let tree = try await onOwnThread { try PythonLines(script: "read_mail.py").answers(about: mail, "tree") }
        #expect(tree == ["multipart/mixed(\(body),application/pdf)"])
        #expect(mail.text.contains("Content-Type: multipart/related; type=\"text/html\";"))
    }

    @Test func `two attachments with one content id are refused`() {
        var message = message
        message.html = "<img src=\"cid:a\">"
        message.attachments = [Attachment(inline: "a", data: [1]), Attachment(inline: "a", data: [2])]
        #expect(throws: MailError.self) { try message.encoded() }
    }

    @Test func `a mail without a body has an empty one`() throws {
        #expect(try message.encoded().text.hasSuffix("Content-Transfer-Encoding: 7bit\r\n\r\n"))
        var message = message
        message.attachments = [Attachment(filename: "a.bin", data: [1, 2, 3])]
        #expect(try message.encoded().text.contains("AQID"))
    }

    @Test(arguments: [
        ("plain\n", "7bit"), (String(repeating: "x", count: 78), "7bit"),
        (String(repeating: "x", count: 79), "quoted-printable"),
        ("naïve and otherwise plain text", "quoted-printable"), ("Привет, мир", "base64"),
        ("From here", "quoted-printable"), ("space \nat an end", "quoted-printable"), ("tab\t", "quoted-printable"),
        ("bell\u{7}", "quoted-printable"), ("\u{0}", "quoted-printable"), (".\n..\n", "7bit"), ("", "7bit"),
    ])
    func `the transfer encoding goes by the content`(text: String, encoding: String) throws {
        var message = message
        message.text = text
        #expect(try message.encoded().text.contains("Content-Transfer-Encoding: \(encoding)\r\n"))
    }

    @Test func `quoted-printable keeps its lines short, and spaces, dots and From away from where they are lost`()
        throws
    {
        var message = message
        message.text = "ä\n.\nFrom me\nspace \ntab\t\n" + String(repeating: "Plain words. é.", count: 60) + "\r\rend "
        let body = try message.encoded().text.components(separatedBy: "\r\n\r\n").dropFirst().joined(
            separator: "\r\n\r\n"
        )
        #expect(body.hasPrefix("=C3=A4\r\n=2E\r\n=46rom me\r\nspace=20\r\ntab=09\r\n"))
        #expect(body.hasSuffix("\r\n\r\nend=20\r\n"))
        for line in body.components(separatedBy: "\r\n") {
            #expect(line.utf8.count <= 76)
            #expect(!line.hasPrefix("."))
        }
    }

    @Test func `each recipient is in the envelope once`() throws {
        var message = message
        message.to = ["a@example.com", "A <a@EXAMPLE.com>", "b@example.com"]
        message.cc = ["b@example.com"]
        message.bcc = (0..<20).map { Mailbox(address: EmailAddress(stringLiteral: "c\($0 % 10)@example.com")) }
        let recipients = try message.encoded().envelope.recipients
        #expect(recipients.count == 12)
        #expect(recipients.prefix(3).map(\.wireForm) == ["a@example.com", "b@example.com", "c0@example.com"])
    }

    @Test func `reports of failure go to the return path`() throws {
        var message = message
        #expect(try message.encoded().envelope.sender == "shop@example.com")
        message.sender = "robot@example.com"
        #expect(try message.encoded().envelope.sender == "robot@example.com")
        message.returnPath = .address("bounces@example.com")
        #expect(try message.encoded().envelope.sender == "bounces@example.com")
        message.returnPath = .none
        #expect(try message.encoded().envelope.sender == nil)
    }

    @Test func `a name or a subject beyond ASCII needs no SMTPUTF8, an address does`() throws {
        var message = message
        message.subject = "Grüße"
        message.to = ["Зоя <zoya@пример.example>"]
        #expect(try !message.encoded().needsSMTPUTF8)
        message.cc = ["почта@example.com"]
        #expect(try message.encoded().needsSMTPUTF8)
        #expect(try message.encoded().needs8BitMIME)
    }

    @Test func `a message id is unique and in the author's domain`() throws {
        var message = message
        message.messageID = nil
        message.from = "jane@bücher.example"
        let ids = try (0..<1000).map { _ in try message.encoded().messageID ?? "" }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { $0.hasPrefix("<") && $0.hasSuffix("@xn--bcher-kva.example>") })
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 +0000"),
        (-1e30, "Mon, 01 Jan 1900 00:00:00 +0000"), (1e30, "Fri, 31 Dec 9999 23:59:59 +0000"),
        (-.infinity, "Mon, 01 Jan 1900 00:00:00 +0000"), (.infinity, "Fri, 31 Dec 9999 23:59:59 +0000"),
        (.nan, "Mon, 01 Jan 1900 00:00:00 +0000"),
    ])
    func `a date is written as RFC 5322 has it`(seconds: Double, text: String) {
        #expect(String(decoding: DateHeader.value(of: Date(timeIntervalSince1970: seconds)), as: UTF8.self) == text)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a date that is no point in time is refused`(seconds: Double) {
        var message = message
        message.date = Date(timeIntervalSince1970: seconds)
        message.messageID = nil
        #expect(throws: MailError.self) { try message.encoded() }
    }

    @Test(arguments: ["1", "<1>", "@", "<a@>", "a b@c", "<a@b", "é@b"])
    func `a message id that is not unique by its form is refused`(id: String) {
        var message = message
        message.messageID = id
        #expect(throws: MailError.self) { try message.encoded() }
    }

    @Test func `no line of an encoded header is longer than 998`() throws {
        var message = message
        for (gap, isTaken) in [(1, true), (992, true), (993, false), (2000, false)] {
            message.headers = [.encoded("X-A", "a" + String(repeating: " ", count: gap) + "b")]
            guard isTaken else {
                #expect(throws: MailError.self, "\(gap)") { try message.encoded() }
                continue
            }
            let lines = try message.encoded().text.components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 998 }, "\(gap)")
        }
    }

    @Test func `a file's name in any script is written by RFC 2231`() throws {
        var message = message
        message.attachments = [Attachment(filename: "Résumé.pdf", data: [])]
        #expect(try message.encoded().text.contains("attachment; filename*=utf-8''R%C3%A9sum%C3%A9.pdf\r\n"))
        message.attachments = [Attachment(filename: "plain name.pdf", data: [])]
        #expect(try message.encoded().text.contains("Content-Disposition: attachment; filename=\"plain name.pdf\"\r\n"))
        message.attachments = [Attachment(filename: String(repeating: "長", count: 50) + ".pdf", data: [])]
        let text = try message.encoded().text
        #expect(text.contains("filename*0*=utf-8''%E9%95%B7"))
        #expect(text.contains(";\r\n filename*1*=%E9%95%B7"))
    }

    @Test func `text that is attached says that it is UTF-8`() throws {
        var message = message
        message.attachments = [Attachment(filename: "a.csv", data: "ä".utf8)]
        #expect(try message.encoded().text.contains("Content-Type: text/csv; charset=utf-8\r\n"))
        message.attachments = [Attachment(filename: "a.csv", contentType: "text/csv; charset=iso-8859-1", data: [0xE4])]
        #expect(try message.encoded().text.contains("Content-Type: text/csv; charset=iso-8859-1\r\n"))
    }

    @Test func `a mail in a mail is not encoded`() throws {
        var message = message
        message.attachments = [Attachment(filename: "a.eml", data: "Subject: a\n\nä\n".utf8)]
        let mail = try message.encoded()
        #expect(mail.text.contains("Content-Transfer-Encoding: 8bit\r\n"))
        #expect(mail.text.contains("Subject: a\r\n\r\nä\r\n"))
        #expect(mail.needs8BitMIME)
        #expect(!mail.needsSMTPUTF8)
        message.attachments = [Attachment(filename: "a.eml", data: [UInt8](repeating: 97, count: 999))]
        #expect(throws: MailError.self) { try message.encoded() }
    }

    @Test(arguments: [
        "", "text", "text/", "/plain", "a b/c", "text/plain; charset", "text/plain x", "multipart/mixed", "é/x",
        "a/b; name*=utf-8''x", "a/b; name*0=x", "a/b; \(String(repeating: "n", count: 41))=x",
    ])
    func `what is no media type is refused`(type: String) {
        var message = message
        message.attachments = [Attachment(filename: nil, contentType: type, data: [])]
        #expect(throws: MailError.self) { try message.encoded() }
    }

    @Test(arguments: ["text/plain;", "text/plain ; charset=\"utf-8\"", "TEXT/Plain;charset=utf-8 ; "])
    func `a media type is a type, a subtype and parameters`(type: String) throws {
        var message = message
        message.attachments = [Attachment(filename: nil, contentType: type, data: [])]
        #expect(try message.encoded().text.contains("Content-Type: text/plain"))
    }

    @Test func `no line of a header is longer than 78 where it can be folded`() throws {
        var message = message
        message.to = (0..<50).map {
            Mailbox(name: "Recipient \($0)", address: EmailAddress(stringLiteral: "r\($0)@example.com"))
        }
        message.subject = String(repeating: "words and words ", count: 40) + "end"
        let header = try message.encoded().text.components(separatedBy: "\r\n\r\n")[0]
        for line in header.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78) }
    }
}

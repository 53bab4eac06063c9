import Foundation
import NIOCore
import Testing

@testable import ThroughlineMail

/// The holes that well-known mailers had: nothing that is given as one header, address or name becomes another one.
struct HeaderInjectionTests {
    private static let injections = [
        "\r\nBcc: victim@example.com", "\nBcc: victim@example.com", "\rBcc: victim@example.com",
        "\r\n\r\n<script>alert(1)</script>", "\n\n", "\r\n .", "\r\n.\r\nMAIL FROM:<x@example.com>", "\u{0}", "\t",
        "\u{B}", "\u{C}", "\u{7F}",
        "\u{85}Bcc: victim@example.com", "\u{2028}Bcc: victim@example.com", "\u{2029}Bcc: victim@example.com",
    ]

    private func message(_ change: (inout MailMessage) throws -> Void) rethrows -> MailMessage {
        var message = MailMessage(from: "shop@example.com", to: ["jane@example.com"], subject: "Hello", text: "Hello.")
        message.date = Date(timeIntervalSince1970: 1_795_281_614)
        try change(&message)
        return message
    }

    /// A line end in a subject, a name, an address or a header's own name, which adds a header or a whole body: the hole that
    /// every well-known mailer has had, and for which Django has its `BadHeaderError`.
    @Test(arguments: injections)
    func `nothing that ends a line or a text is in a header`(injection: String) throws {
        let text = "Hello\(injection)"
        let address = EmailAddress(stringLiteral: "jane\(injection)@example.com")
        let messages: [(String, MailMessage)] = [
            ("subject", message { $0.subject = text }),
            ("a custom header's value", message { $0.headers = [MailHeader("X-Note", text)] }),
            ("an encoded header's value", message { $0.headers = [.encoded("X-Note", text)] }),
            ("a custom header's name", message { $0.headers = [MailHeader("X-Note\(injection)", "a")] }),
            ("the author's name", message { $0.from.name = text }),
            ("the sender's name", message { $0.sender = Mailbox(name: text, address: "a@example.com") }),
            ("a recipient's name", message { $0.to = [Mailbox(name: text, address: "a@example.com")] }),
            ("a copy's name", message { $0.cc = [Mailbox(name: text, address: "a@example.com")] }),
            ("a blind copy's name", message { $0.bcc = [Mailbox(name: text, address: "a@example.com")] }),
            ("a name to reply to", message { $0.replyTo = [Mailbox(name: text, address: "a@example.com")] }),
            ("the author's address", message { $0.from.address = address }),
            ("a recipient's address", message { $0.to = [Mailbox(address: address)] }),
            ("a blind copy's address", message { $0.bcc = [Mailbox(address: address)] }),
            ("the return path", message { $0.returnPath = .address(address) }),
            ("the message id", message { $0.messageID = "<a@example.com\(injection)>" }),
            ("a file's name", message { $0.attachments = [Attachment(filename: "a\(injection).pdf", data: [])] }),
            (
                "a file's type",
                message { $0.attachments = [Attachment(filename: nil, contentType: "a/b\(injection)", data: [])] }
            ),
            (
                "a type's parameter",
                message {
                    $0.attachments = [Attachment(filename: nil, contentType: "a/b; c=\"d\(injection)\"", data: [])]
                }
            ),
            ("a content id", message { $0.attachments = [Attachment(inline: "a\(injection)", data: [])] }),
            ("an envelope id", message { $0.deliveryReports = DeliveryReports(notify: .failure, envelopeID: text) }),
        ]
        for (place, message) in messages {
            #expect(throws: MailError.self, "\(place)") { try message.encoded() }
        }
    }

    @Test func `an error says which header it is, and does not repeat what was injected`() {
        let error = #expect(throws: MailError.self) { try message { $0.subject = "a\r\nBcc: x@example.com" }.encoded() }
        guard case .invalidHeader("Subject", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// Two mailboxes are not one: nodemailer's GHSA-mm7p-fcc7-pg87, where a quoted local part was split at its `@` or comma.
    @Test(
        .enabled(if: PythonLines.isInstalled, "needs python3"),
        arguments: [
            ("\"xclow3n@gmail.com x\"@internal.example", "internal.example"), ("\"a,b\"@example.com", "example.com"),
            ("\"a<b@evil.example>\"@example.com", "example.com"), ("\"a\\\"@evil.example\"@example.com", "example.com"),
        ]
    )
    func `a quoted local part stays one recipient at its own domain`(text: String, domain: String) async throws {
        let message = try message { $0.to = [Mailbox(address: try EmailAddress(text))] }
        let mail = try message.encoded()
        #expect(mail.envelope.recipients.map(\.wireForm) == [text])
        #expect(mail.envelope.recipients.map(\.domain) == [domain])
        #expect(mail.text.contains("To: \(text)\r\n"))
        let differences = try await onOwnThread {
            try PythonLines(script: "read_mail.py").differences(mail, message)
        }
        #expect(differences == [])
        #expect(try EncodedMail(rfc822: mail.content.readableBytesView).envelope == mail.envelope)
    }

    @Test(arguments: [
        "a@example.com, b@example.com", "a@example.com> <b@example.com", "a@example.com\" x=\"", "a@example.com SIZE=1",
    ])
    func `an address does not bring another one, or a parameter of a command, along`(text: String) {
        #expect(throws: MailError.self) { try EmailAddress(text) }
        #expect(throws: MailError.self) { try Mailbox("Jane <\(text)>") }
    }

    @Test(.enabled(if: PythonLines.isInstalled, "needs python3"))
    func `a name that looks like an address or an encoded word stays a name`() async throws {
        var mails: [(MailMessage, EncodedMail)] = []
        for name in ["ceo@example.com", "<evil@example.com>,", "=?utf-8?Q?=0D=0ABcc:_x?=", "\"", "a\\"] {
            let message = message { $0.from = Mailbox(name: name, address: "shop@example.com") }
            let mail = try message.encoded()
            #expect(try EncodedMail(rfc822: mail.content.readableBytesView).envelope == mail.envelope)
            mails.append((message, mail))
        }
        let differences = try await onOwnThread { [mails] in
            let reader = try PythonLines(script: "read_mail.py")
            return try mails.flatMap { try reader.differences($1, $0) }
        }
        #expect(differences == [])
    }

    @Test func `a header that the message writes itself is not written twice`() {
        for name in ["Bcc", "bcc", "To", "Subject", "From", "Content-Type", "MIME-Version", "Message-ID", "DATE"] {
            #expect(throws: MailError.self, "\(name)") {
                try message { $0.headers = [MailHeader(name, "x@example.com")] }.encoded()
            }
        }
        for name in ["", "a b", "a:b", "ä", " a", String(repeating: "x", count: 61)] {
            #expect(throws: MailError.self, "\(name)") {
                try message { $0.headers = [MailHeader(name, "x")] }.encoded()
            }
        }
    }

    @Test func `blind copies are in the envelope only`() throws {
        let mail = try message { $0.bcc = ["Hidden <hidden@example.com>"] }.encoded()
        #expect(mail.envelope.recipients == ["jane@example.com", "hidden@example.com"])
        #expect(!mail.text.lowercased().contains("hidden"))
    }

    @Test func `a boundary that a body guesses at does not end a part`() throws {
        let mail = try message {
            $0.text = "--=_\r\n--=_.0--\r\nContent-Type: text/html\r\n\r\n"
            $0.html = "<p>\r\n--=_.0\r\n"
        }.encoded()
        let boundary = try #require(mail.text.firstMatch(of: /boundary="(.*?)"/)?.1)
        #expect(mail.text.ranges(of: "--\(boundary)\r\n").count == 2)
        #expect(mail.text.ranges(of: "--\(boundary)--\r\n").count == 1)
    }
}

extension EncodedMail {
    /// The content as text.
    var text: String { String(buffer: content) }
}

import NIOCore
import Testing

@testable import ThroughlineMail

@Suite("EHLO and the commands that depend on it")
struct CapabilitiesTests {
    private func capabilities(_ lines: String...) -> SMTPCapabilities {
        SMTPCapabilities(SMTPReply(code: 250, text: (["test.example greets you"] + lines).joined(separator: "\n")))
    }

    @Test("Every extension that matters is known, in upper and lower case")
    func all() {
        let known = capabilities(
            "SIZE 35882577",
            "8bitmime",
            "PIPELINING",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            "DSN",
            "StartTLS",
            "AUTH plain LOGIN scram-sha-256 X-FOO",
            "CHUNKING"
        )
        #expect(known.maximumSize == 35_882_577)
        #expect(known.declaresSize && known.has8BitMIME && known.hasPipelining && known.hasSMTPUTF8)
        #expect(known.hasEnhancedStatusCodes && known.hasDeliveryReports && known.hasStartTLS)
        #expect(known.authenticationMechanisms == ["PLAIN", "LOGIN", "SCRAM-SHA-256", "X-FOO"])
        #expect(known.keywords.last == "CHUNKING")
    }

    @Test(
        "SIZE without a number, with 0, and with nonsense means no known maximum",
        arguments: ["SIZE", "SIZE 0", "SIZE x"]
    )
    func noSize(_ line: String) {
        #expect(capabilities(line).declaresSize)
        #expect(capabilities(line).maximumSize == nil)
    }

    @Test("The old form of AUTH is understood, and the greeting is no extension")
    func odd() {
        #expect(
            capabilities("AUTH=LOGIN PLAIN", "", "AUTH CRAM-MD5").authenticationMechanisms == [
                "LOGIN", "PLAIN", "CRAM-MD5",
            ]
        )
        #expect(!SMTPCapabilities(SMTPReply(code: 250, text: "PIPELINING")).hasPipelining)
        #expect(SMTPCapabilities(SMTPReply(code: 250, text: "")) == SMTPCapabilities())
    }

    private func mailCommand(_ mail: EncodedMail, _ capabilities: SMTPCapabilities) -> String {
        var buffer = ByteBuffer()
        buffer.writeMailCommand(mail, capabilities)
        return String(buffer: buffer)
    }

    private func recipientCommand(
        _ recipient: EmailAddress,
        _ reports: DeliveryReports?,
        _ capabilities: SMTPCapabilities
    ) -> String {
        var buffer = ByteBuffer()
        buffer.writeRecipientCommand(recipient, reports: reports, capabilities)
        return String(buffer: buffer)
    }

    @Test("A server is told nothing that it has not said it understands")
    func plainServer() throws {
        let reports = DeliveryReports(notify: [.success], returns: .full, envelopeID: "id")
        let mail = try EncodedMail.test("grün", reports: reports)
        #expect(mailCommand(mail, SMTPCapabilities()) == "MAIL FROM:<a@x.test>\r\n")
        #expect(recipientCommand("b@x.test", reports, SMTPCapabilities()) == "RCPT TO:<b@x.test>\r\n")
    }

    @Test("Size, body and reports are said to a server that understands them")
    func parameters() throws {
        let all = capabilities("SIZE", "8BITMIME", "DSN")
        let reports = DeliveryReports(notify: [.success, .delay], returns: .headers, envelopeID: "a+b=c")
        let mail = try EncodedMail.test("grün", from: nil, reports: reports)
        #expect(
            mailCommand(mail, all) == "MAIL FROM:<> SIZE=\(mail.size) BODY=8BITMIME RET=HDRS ENVID=a+2Bb+3Dc\r\n"
        )
        #expect(
            recipientCommand("b+c@x.test", reports, all)
                == "RCPT TO:<b+c@x.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bc@x.test\r\n"
        )
        #expect(recipientCommand("b@x.test", DeliveryReports(notify: []), all).contains("NOTIFY=NEVER "))
    }

    @Test("A mail that a server cannot read, or does not want to, is not tried")
    func requirements() throws {
        let mail = try EncodedMail.test("grün")
        #expect(throws: MailError.self) { try mail.checkRequirements(SMTPCapabilities()) }
        #expect(try mail.checkRequirements(capabilities("8BITMIME")) == nil)
        let large = try #require(try mail.checkRequirements(capabilities("8BITMIME", "SIZE 10")))
        #expect(large.outcome == .refused)
        #expect(large.reply?.code == 552)
        #expect(large.reply?.enhancedCode == EnhancedStatusCode(5, 3, 4))
        #expect(large.refused.map(\.address) == ["b@x.test"])
        let international = try EncodedMail.test(to: [try EmailAddress("jürgen@x.test")])
        #expect(throws: MailError.self) { try international.checkRequirements(SMTPCapabilities()) }
        #expect(mailCommand(international, capabilities("SMTPUTF8")) == "MAIL FROM:<a@x.test> SMTPUTF8\r\n")
    }

    @Test("What is no keyword is not kept, nor more of them than there are")
    func keywords() {
        let known = capabilities("8BITMIME", "X_UNDERSCORE", String(repeating: "X", count: 41), "x-own", "\u{1F600}")
        #expect(known.keywords == ["8BITMIME", "X-OWN"])
        let many = SMTPCapabilities(
            SMTPReply(code: 250, text: (["hi"] + (0..<100).map { "X\($0)" } + ["PIPELINING"]).joined(separator: "\n"))
        )
        #expect(many.keywords.count == 32)
        #expect(many.hasPipelining)
    }
}

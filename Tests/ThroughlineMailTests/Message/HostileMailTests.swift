import Foundation
import NIOCore
import Testing

@testable import ThroughlineMail

/// What this module composes, read by an implementation that it shares nothing with.
@Suite(.enabled(if: PythonLines.isInstalled, "needs python3"))
struct HostileMailTests {
    @Test func `a thousand hostile mails are read as they were meant`() throws {
        let reader = try PythonLines(script: "read_mail.py")
        var source = HostileMail(seed: 20_261_121)
        for number in 0..<1000 {
            let message = source.message()
            let mail = try message.encoded()
            let differences = try reader.differences(mail, message)
            #expect(differences.isEmpty, "mail \(number)")
            if !differences.isEmpty, number > 20 { break }
        }
    }
}

extension PythonLines {
    /// How a mail that is read differs from what was meant.
    func differences(_ mail: EncodedMail, _ message: MailMessage) throws -> [String] {
        let work = Work(raw: Data(buffer: mail.content).base64EncodedString(), meant: Meant(mail, message))
        return try JSONDecoder().decode([String].self, from: answer(to: JSONEncoder().encode(work)))
    }

    private struct Work: Encodable {
        let raw: String
        let meant: Meant
    }

    private struct Meant: Encodable {
        let subject: String
        let mailboxes: [String: [[String]]]
        let bcc: [String]
        let messageID: String?
        let date: Int?
        let headers: [String: String]
        let plain: String?
        let html: String?
        let parts: [Part]
        let needsSMTPUTF8: Bool
        let needs8Bit: Bool

        init(_ mail: EncodedMail, _ message: MailMessage) {
            subject = message.subject
            mailboxes = [
                "From": [message.from], "To": message.to, "Cc": message.cc, "Reply-To": message.replyTo,
                "Sender": message.sender.map { [$0] } ?? [],
            ].mapValues { $0.map { [$0.name ?? "", $0.address.wireForm] } }
            bcc = message.bcc.map(\.address.wireForm)
            messageID = mail.messageID
            date = message.date.map { Int($0.timeIntervalSince1970) }
            headers = Dictionary(message.headers.map { ($0.name, $0.value) }) { $1 }
            plain = message.text
            html = message.html
            needsSMTPUTF8 = mail.needsSMTPUTF8
            needs8Bit = mail.needs8BitMIME
            parts = message.attachments.map { attachment in
                Part(
                    filename: attachment.filename,
                    type: attachment.contentType.split(separator: ";").first.map(String.init) ?? "",
                    disposition: attachment.disposition.rawValue,
                    contentID: attachment.contentID.map { "<\($0)>" },
                    data: Data(buffer: attachment.data).base64EncodedString()
                )
            }
        }
    }

    private struct Part: Encodable {
        let filename: String?
        let type: String
        let disposition: String
        let contentID: String?
        let data: String
    }
}

extension Data {
    init(buffer: ByteBuffer) {
        self.init(buffer.readableBytesView)
    }
}

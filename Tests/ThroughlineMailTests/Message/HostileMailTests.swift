import Foundation
import NIOCore
import Testing

@testable import ThroughlineMail

/// What this module composes, read by an implementation that it shares nothing with.
@Suite(.enabled(if: PythonLines.isInstalled, "needs python3"))
struct HostileMailTests {
    @Test func `a thousand hostile mails are read as they were meant`() async throws {
        let differences = try await onOwnThread {
            let reader = try PythonLines(script: "read_mail.py")
            var source = HostileMail(seed: 20_261_121)
            var differences: [String] = []
            for number in 0..<1000 where differences.count < 20 {
                let message = source.message()
                differences += try reader.differences(message.encoded(), message).map { "mail \(number): \($0)" }
            }
            return differences
        }
        #expect(differences.isEmpty)
    }
}

extension PythonLines {
    /// How a mail that is read differs from what was meant.
    func differences(_ mail: EncodedMail, _ message: MailMessage) throws -> [String] {
        let work = Work(raw: Data(buffer: mail.content).base64EncodedString(), meant: Meant(mail, message))
        return try JSONDecoder().decode([String].self, from: answer(to: JSONEncoder().encode(work)))
    }

    /// What Python's email package says when it is asked something about a mail.
    func answers(about mail: EncodedMail, _ want: String) throws -> [String] {
        let work = ["raw": Data(buffer: mail.content).base64EncodedString(), "want": want]
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
        let encodedHeaders: [String: String]
        let tree: String
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
            // The first and the last second that a mail can have.
            date = message.date.map { Int(min(max($0.timeIntervalSince1970, -2_208_988_800), 253_402_300_799)) }
            headers = Dictionary(message.headers.filter { !$0.isEncoded }.map { ($0.name, $0.value) }) { $1 }
            encodedHeaders = Dictionary(message.headers.filter(\.isEncoded).map { ($0.name, $0.value) }) { $1 }
            tree = Self.tree(of: message)
            plain = message.text
            html = message.html
            needsSMTPUTF8 = mail.needsSMTPUTF8
            needs8Bit = mail.needs8BitMIME
            parts = (message.attachments + message.alternatives).enumerated().map { index, attachment -> Part in
                let isFile = index < message.attachments.count
                return Part(
                    filename: attachment.filename,
                    type: attachment.mediaType,
                    title: attachment.contentType.firstMatch(of: /title="(.*?)"/).map { String($0.1) },
                    disposition: isFile ? attachment.disposition.rawValue : nil,
                    contentID: attachment.contentID.map { "<\($0)>" },
                    data: Data(buffer: attachment.data).base64EncodedString()
                )
            }
        }

        /// The structure that mail programs agree on.
        private static func tree(of message: MailMessage) -> String {
            func list(_ type: String, _ parts: [String]) -> String { "\(type)(\(parts.joined(separator: ",")))" }
            let shown = message.html == nil ? [] : message.attachments.filter { $0.disposition == .inline }
            let files =
                message.html == nil ? message.attachments : message.attachments.filter { $0.disposition != .inline }
            var forms = message.text == nil ? [] : ["text/plain"]
            if message.html != nil {
                forms.append(
                    shown.isEmpty ? "text/html" : list("multipart/related", ["text/html"] + shown.map(\.mediaType))
                )
            }
            forms += message.alternatives.map(\.mediaType)
            let body = forms.count > 1 ? [list("multipart/alternative", forms)] : forms
            if files.isEmpty { return body.first ?? "text/plain" }
            return list("multipart/mixed", body + files.map(\.mediaType))
        }
    }

    private struct Part: Encodable {
        let filename: String?
        let type: String
        let title: String?
        let disposition: String?
        let contentID: String?
        let data: String
    }
}

extension Data {
    init(buffer: ByteBuffer) {
        self.init(buffer.readableBytesView)
    }
}

extension ThroughlineMail.Attachment {
    /// The media type without its parameters.
    fileprivate var mediaType: String { contentType.prefix { $0 != ";" }.lowercased() }
}

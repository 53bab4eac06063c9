import Foundation
import NIOCore
import TestSupport

@testable import ThroughlineMail

/// Mails that are hard to get right, the same in every run.
struct HostileMail {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func message() -> MailMessage {
        var message = MailMessage(
            from: mailbox(),
            to: (0..<Int.random(in: 1...4, using: &generator)).map { _ in mailbox() },
            subject: text()
        )
        if generator.chance(3) { message.cc = (0..<Int.random(in: 1...8, using: &generator)).map { _ in mailbox() } }
        if generator.chance(3) { message.bcc = [Mailbox(address: hiddenAddress())] }
        if generator.chance(4) { message.replyTo = [mailbox()] }
        if generator.chance(6) { message.sender = mailbox() }
        if !generator.chance(8) { message.text = body() }
        if generator.chance(2) { message.html = "<p>\(body())</p>" }
        for number in 0..<generator.pick([0, 0, 0, 1, 1, 2, 5]) { message.attachments.append(attachment(number)) }
        if generator.chance(3) { message.headers.append(MailHeader("X-Note", text())) }
        if generator.chance(5) {
            message.headers.append(
                MailHeader(
                    "List-Unsubscribe",
                    "<https://example.com/\(String(repeating: "long", count: 60))>, <mailto:u@example.com>"
                )
            )
        }
        if generator.chance(12) { message.to.append(Mailbox(name: text(), address: "почта@пример.example")) }
        if generator.chance(12) {
            let inner = "Subject: Grüße\r\nFrom: a@example.com\r\n\r\nnaïve\r\n"
            message.attachments.append(
                Attachment(filename: "8bit.eml", contentType: "message/rfc822", data: Array(inner.utf8))
            )
        }
        for number in 0..<generator.pick([0, 0, 0, 0, 1, 2]) { message.alternatives.append(alternative(number)) }
        if generator.chance(4) { message.headers.append(.encoded("X-Encoded", encodedText())) }
        if generator.chance(4) { message.headers.append(.encoded("References", references())) }
        if generator.chance(4) {
            let id = "custom.\(generator.next())$%&@mail.example"
            message.messageID = generator.chance(2) ? id : "<\(id)>"
        }
        message.date = Date(
            timeIntervalSince1970: Double(Int.random(in: -1_000_000_000...4_000_000_000, using: &generator))
        )
        if generator.chance(30) { message.date = Date(timeIntervalSince1970: generator.pick([-1e30, 1e30])) }
        return message
    }

    private mutating func alternative(_ number: Int) -> Attachment {
        Attachment(
            filename: nil,
            contentType: generator.pick(["text/calendar; method=REQUEST", "text/x-amp-html", "application/x-form"])
                + (generator.chance(2) ? "" : "; title=\"\(title())\""),
            data: Array("\(number) \(body())".utf8)
        )
    }

    /// The value of a header that is encoded already: printable ASCII.
    private mutating func encodedText() -> String {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return "=?utf-8?Q?caf=C3=A9?= and =?utf-8?B?w6k=?="
        case 1: return "a" + String(repeating: " ", count: Int.random(in: 1...980, using: &generator)) + "b"
        case 2: return String(repeating: "x", count: Int.random(in: 1...987, using: &generator))
        case 3: return "<https://example.com/\(String(repeating: "long", count: 60))>, <mailto:u@example.com>"
        default:
            return (0..<Int.random(in: 1...200, using: &generator))
                .map { _ in generator.pick(["word", "a=b;", "\"q\"", "(c)", "=?", "?=", "."]) }.joined(separator: " ")
        }
    }

    private mutating func references() -> String {
        (0..<Int.random(in: 1...40, using: &generator)).map { _ in "<\(generator.next())@mail.example>" }
            .joined(separator: " ")
    }

    /// Text for a parameter between quotes.
    private mutating func title() -> String {
        text().filter { $0 != "\"" && $0 != "\\" }
    }

    private mutating func hiddenAddress() -> EmailAddress {
        EmailAddress(stringLiteral: "hidden.\(UInt32(generator.next() >> 32))@blind.example")
    }

    mutating func mailbox() -> Mailbox {
        Mailbox(name: generator.chance(3) ? nil : text(), address: address())
    }

    mutating func address() -> EmailAddress {
        let local = generator.pick([
            "jane", "o'hara", "a+b", "first.last", "!#$%&'*+/=?^_`{|}~-", "\"with space\"", "\"a@b\"", "x",
            String(repeating: "l", count: 64),
        ])
        let domain = generator.pick([
            "example.com", "mail.example.org", "EXAMPLE.com", "bücher.example", "例え.テスト", "пример.испытание",
            "مثال.إختبار",
            "\(String(repeating: "d", count: 63)).\(String(repeating: "e", count: 60)).example", "localhost",
        ])
        return EmailAddress(stringLiteral: "\(local)@\(domain)")
    }

    /// Text for a header: without control characters.
    mutating func text() -> String {
        switch Int.random(in: 0..<16, using: &generator) {
        case 0: return ""
        case 1: return " leading and trailing "
        case 2: return "two  spaces   and more"
        case 3: return "=?utf-8?Q?not_an_encoded_word?="
        case 4: return "\"quoted\" \\ back, comma; semi: <angle@example.com> (comment)"
        case 5: return String(repeating: "word ", count: Int.random(in: 1...120, using: &generator)) + "end"
        case 6: return String(repeating: "x", count: Int.random(in: 1...1200, using: &generator))
        case 7: return "Doe, Jane"
        case 8: return "J. R. \"Bob\" Dobbs"
        case 9: return "."
        default:
            return (0..<Int.random(in: 1...30, using: &generator)).map { _ in word() }
                .joined(separator: generator.chance(4) ? "" : " ")
        }
    }

    mutating func word() -> String { generator.pick(Self.words) }

    mutating func body() -> String {
        let lineEnd = generator.pick(["\n", "\r\n", "\r"])
        var lines = (0..<Int.random(in: 0...40, using: &generator)).map { _ in line() }
        if generator.chance(3) { lines.append("") }
        return lines.joined(separator: lineEnd)
    }

    private mutating func line() -> String {
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: return "."
        case 1: return ".."
        case 2: return ".hidden"
        case 3: return "From here on"
        case 4: return "spaces at the end   "
        case 5: return "a tab at the end\t"
        case 6: return String(repeating: "long ", count: Int.random(in: 1...500, using: &generator))
        case 7: return String(repeating: "=", count: Int.random(in: 1...200, using: &generator))
        case 8: return "--boundary--"
        case 9: return ""
        case 10: return generator.chance(3) ? "bell\u{7} and escape\u{1B}[0m" : "\u{2028}line separator"
        case 11: return String(repeating: "y", count: Int.random(in: 70...80, using: &generator))
        default: return (0..<Int.random(in: 1...12, using: &generator)).map { _ in word() }.joined(separator: " ")
        }
    }

    private mutating func attachment(_ number: Int) -> Attachment {
        let data = (0..<generator.pick([0, 1, 2, 3, 56, 57, 58, 1000, 5000])).map { _ in
            UInt8(truncatingIfNeeded: generator.next())
        }
        // Each of its own size and content, so that they can be told apart.
        let content = [UInt8(number)] + data
        var name = text()
        if name.isEmpty { name = "empty.bin" }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            return Attachment(
                inline: "cid-\(number)@example.com",
                filename: name,
                contentType: generator.chance(2) ? "image/png" : "image/png; title=\"\(title())\"",
                data: content
            )
        case 1:
            return Attachment(
                filename: name,
                contentType: "text/plain; charset=utf-8" + (generator.chance(2) ? "" : "; title=\"\(title())\""),
                data: Array("Grüße.\r\n.\n".utf8) + content
            )
        case 2:
            let inner = "Subject: inner \(number)\r\nFrom: a@example.com\r\n\r\n.\r\nFrom the inside\r\n"
            return Attachment(filename: name, contentType: "message/rfc822", data: Array(inner.utf8))
        default: return Attachment(filename: name, contentType: nil, data: content)
        }
    }

    /// Words of every script, and what else breaks programs.
    private static let words = [
        "plain", "naïve", "Ωμέγα", "Привет", "שָׁלוֹם", "مرحبا", "नमस्ते", "สวัสดี", "こんにちは", "漢字", "안녕하세요", "გამარჯობა",
        "Բարեւ", "ሰላም", "ᏣᎳᎩ", "ខ្មែរ", "ລາວ", "བོད", "𝔐𝔞𝔱𝔥", "𐍈𐌿", "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u{301}\u{302}\u{303}\u{304}",
        "\u{202E}rtl\u{202C}",
        "\u{FEFF}bom", "\u{FFFD}", "a_b", "a=b", "a?b", "?=", "=?", "100%", "%41", "''", "*", "a/b\\c", "~",
        "\u{A0}nbsp", "\u{E000}",
    ]
}

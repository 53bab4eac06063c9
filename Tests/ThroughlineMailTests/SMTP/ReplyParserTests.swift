import NIOCore
import Testing

@testable import ThroughlineMail

@Suite("SMTP reply parser")
struct ReplyParserTests {
    private func parse(_ text: String, in pieces: Int = .max) throws -> [SMTPReply] {
        var parser = SMTPReplyParser()
        var replies: [SMTPReply] = []
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            parser.append(ByteBuffer(bytes: bytes.prefix(pieces)))
            bytes = bytes.dropFirst(pieces)
            while let reply = try parser.next() { replies.append(reply) }
        }
        #expect(parser.isEmpty)
        return replies
    }

    @Test("Replies are the same in whatever pieces they arrive", arguments: [1, 2, 3, 5, 7, 64, .max])
    func pieces(_ length: Int) throws {
        let text = "220 a b\r\n250-first\r\n250-SIZE 10\r\n250 last\r\n354 go\r\n550 5.1.1 no\r\n"
        let replies = try parse(text, in: length)
        #expect(replies.map(\.code) == [220, 250, 354, 550])
        #expect(replies[1].text == "first\nSIZE 10\nlast")
        #expect(replies[3].enhancedCode == EnhancedStatusCode(5, 1, 1))
        #expect(replies[3].text == "no")
    }

    @Test("A reply may be a code alone, or have an empty text, and lines may end with a line feed alone")
    func sparse() throws {
        #expect(try parse("250\r\n").first == SMTPReply(code: 250, text: ""))
        #expect(try parse("250 \r\n").first == SMTPReply(code: 250, text: ""))
        #expect(try parse("250-\r\n250\r\n").first == SMTPReply(code: 250, text: "\n"))
        #expect(try parse("250-a\n250 b\n").first == SMTPReply(code: 250, text: "a\nb"))
    }

    @Test("The enhanced code is taken off each line, where it agrees with the reply")
    func enhanced() throws {
        let reply = try #require(try parse("550-5.7.1 first\r\n550-5.7.2 other\r\n550 5.7.1 last\r\n").first)
        #expect(reply.enhancedCode == EnhancedStatusCode(5, 7, 1))
        #expect(reply.text == "first\n5.7.2 other\nlast")
        #expect(try parse("250 2.0.0\r\n").first == SMTPReply(code: 250, enhancedCode: .init(2, 0, 0), text: ""))
        #expect(try parse("452 4.3.999 x\r\n").first?.enhancedCode == EnhancedStatusCode(4, 3, 999))
        for text in [
            "250 4.1.1 x", "550 5.1 x", "550 5.1.1234 x", "550 5.1.1x", "550 5..1 x", "250 2.3.4.5 x", "354 3.0.0 x",
        ] {
            let reply = try #require(try parse(text + "\r\n").first)
            #expect(reply.enhancedCode == nil)
            #expect(reply.text == text.dropFirst(4))
        }
    }

    @Test("Control characters of a server do not get into a text, and what is not UTF-8 is repaired")
    func printable() throws {
        #expect(try parse("250 a\u{1B}[31mb\u{0}c\td\r\n").first?.text == "a [31mb c d")
        var parser = SMTPReplyParser()
        parser.append(ByteBuffer(bytes: Array("250 ".utf8) + [0xFF] + Array("\r\n".utf8)))
        #expect(try parser.next()?.text == "\u{FFFD}")
    }

    @Test(
        "What is no reply is a violation",
        arguments: [
            "hello\r\n", "\r\n", "25\r\n", "2500 x\r\n", "150 x\r\n", "650 x\r\n", "2x0 x\r\n", "250_x\r\n",
            " 250 x\r\n",
            "250-a\r\n251 b\r\n", "250-a\r\n\r\n", "250-a\r\n550 b\r\n", "HTTP/1.1 400 Bad Request\r\n",
        ]
    )
    func broken(_ text: String) throws {
        #expect(throws: MailError.self) { try parse(text) }
    }

    @Test("A line without an end, and a reply without one, are given up")
    func endless() throws {
        #expect(throws: MailError.self) { try parse(String(repeating: "2", count: 100_000), in: 1000) }
        #expect(throws: MailError.self) { try parse("250 " + String(repeating: "x", count: 5000) + "\r\n") }
        #expect(throws: MailError.self) { try parse(String(repeating: "250-x\r\n", count: 1000)) }
        let long = "250-" + String(repeating: "x", count: 4000) + "\r\n"
        #expect(throws: MailError.self) { try parse(String(repeating: long, count: 20)) }
    }

    @Test("A reply of as many bytes as a server may send, and more, is read")
    func large() throws {
        let text = (0..<50).map { "250-\($0) " + String(repeating: "x", count: 500) + "\r\n" }.joined() + "250 end\r\n"
        #expect(try parse(text, in: 100).first?.text.split(separator: "\n").count == 51)
    }

    @Test("What steers a terminal, begins a line or turns the text is a space")
    func terminal() throws {
        var parser = SMTPReplyParser()
        parser.append(ByteBuffer(string: "250 a\u{1B}[31m\u{9B}32mb\u{2028}c\u{202E}d\u{2066}e\u{85}f grüße\r\n"))
        let reply = try #require(try parser.next())
        #expect(reply.text == "a [31m 32mb c d e f grüße")
    }

    @Test("No error of the server's making is more than one line")
    func oneLine() {
        let text = "a\n2026-01-01 CRITICAL forged"
        for error in [
            MailError.connectionLost(reason: text), .connectionFailed(reason: text), .tlsFailed(reason: text),
            .protocolViolation(reason: text), .authenticationFailed(reply: nil, reason: text),
            .serverRefused(command: "EHLO", reply: SMTPReply(code: 421, text: text)),
        ] {
            #expect(!"\(error)".contains("\n"))
        }
    }

    @Test(
        "A server makes no more labels than there are codes",
        arguments: [(1, 1, "5.1.1"), (7, 40, "5.7.40"), (8, 1, "550"), (1, 100, "550")]
    )
    func labels(_ subject: Int, _ detail: Int, _ label: String) {
        let reply = SMTPReply(code: 550, enhancedCode: EnhancedStatusCode(5, subject, detail), text: "no")
        #expect(MailError.serverRefused(command: "EHLO", reply: reply).errorType == label)
    }
}

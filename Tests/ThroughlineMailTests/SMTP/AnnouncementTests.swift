import NIOCore
import TestSupport
import Testing

@testable import ThroughlineMail

/// A mail's end and the next mail's beginning in one write.
@Suite("SMTP, the next mail announced", .timeLimit(.minutes(5)))
struct AnnouncementTests {
    @Test("The next mail's envelope comes with the end of this one, before its answer")
    func together() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            _ = try await client.lines(3)
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            _ = try await client.content()
            // No answer to the content yet.
            #expect(try await client.lines(3) == ["MAIL FROM:<a@x.test>", "RCPT TO:<c@x.test>", "DATA"])
            try await client.raw("250 first\r\n250 a\r\n250 b\r\n354 c\r\n")
            #expect(try await client.content().contains("second"))
            try await client.send("250 second")
            try await client.serve()
        } body: { server in
            let transport = try server.transport()
            let connection = try await transport.open()
            let second = try EncodedMail.test("second", to: ["c@x.test"])
            #expect(try await connection.deliver(.test("first"), before: second).reply?.text == "first")
            #expect(try await connection.deliver(second).reply?.text == "second")
            try await connection.close()
            await transport.shutdown()
            #expect(server.connections == 1)
            #expect(server.commands.last == "QUIT")
        }
    }

    @Test("Many mails one behind the other: each has its own answers", arguments: [true, false])
    func many(_ pipelining: Bool) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(pipelining ? ["PIPELINING"] : [])
            var number = 0
            try await client.serve { line in
                if line.hasPrefix("MAIL") { number += 1 }
                switch (line.prefix(4), number % 5) {
                case ("RCPT", 1): return "550 5.1.1 \(number)"
                case ("DATA", 2): return "451 4.3.0 \(number)"
                case (".", 3): return "554 5.6.0 \(number)"
                case (".", _): return "250 2.0.0 \(number)"
                default: return nil
                }
            }
        } body: { server in
            let connection = try await server.transport().open()
            let mails = try (1...50).map { try EncodedMail.test("mail \($0)") }
            for (index, mail) in mails.enumerated() {
                let next = index + 1 < mails.count ? mails[index + 1] : nil
                let result = try await connection.deliver(mail, before: next)
                #expect(result.reply?.text == "\(index + 1)")
                #expect(result.outcome == ((1...3).contains((index + 1) % 5) ? .refused : .sent))
            }
            try await connection.close()
            #expect(server.mails.map(\.content).count == 20)
            #expect(server.connections == 1)
        }
    }

    @Test("A mail that was announced and does not come costs the connection, and nothing is sent for it")
    func notDelivered() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport()
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test("first"), before: .test("second")).outcome == .sent)
            try await connection.close()
            let other = try await transport.open()
            #expect(!other.isReused)
            try await other.close()
            #expect(server.mails.count == 1)
        }
    }

    @Test("Another mail than the one that was announced goes over another connection")
    func another() async throws {
        try await ScriptedServer.run { server in
            let connection = try await server.transport().open()
            #expect(try await connection.deliver(.test("first"), before: .test("second")).outcome == .sent)
            let third = try EncodedMail.test("third", to: ["c@x.test"])
            #expect(try await connection.deliver(third).outcome == .sent)
            #expect(server.mails.map(\.recipients) == [["b@x.test"], ["c@x.test"]])
            #expect(server.mails.map(\.connection) == [0, 1])
            try await connection.close()
        }
    }

    @Test("A connection that ends with a mail that was only announced has not sent it; it goes over another one, once")
    func lost() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            if client.number > 0 { return try await client.serve() }
            _ = try await client.lines(3)
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            _ = try await client.content()
            try await client.raw("250 first\r\n250 a\r\n")
        } body: { server in
            let connection = try await server.transport().open()
            let second = try EncodedMail.test("second")
            #expect(try await connection.deliver(.test("first"), before: second).outcome == .sent)
            #expect(try await connection.deliver(second).outcome == .sent)
            #expect(server.mails.map(\.content) == ["Subject: test\r\n\r\nsecond\r\n"])
            try await connection.close()
        }
    }

    @Test("A mail that must not be sent is not announced either")
    func unfit() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(["PIPELINING", "SIZE 100"])
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            let large = try EncodedMail.test(String(repeating: "x", count: 500))
            #expect(try await connection.deliver(.test(), before: large).outcome == .sent)
            #expect(try await connection.deliver(large, before: .test("ü")).reply?.code == 552)
            #expect(try await connection.deliver(.test(), before: .test("ü")).outcome == .sent)
            await #expect(throws: MailError.self) { try await connection.deliver(.test("ü")) }
            #expect(server.commands.filter { $0.hasPrefix("MAIL") }.count == 2)
            #expect(server.connections == 1)
            try await connection.close()
        }
    }

    @Test(
        "Over TLS, where the end and what is announced are one write: a mail that may have been taken over is unknown"
    )
    func endAndAnnouncementOverTLS() async throws {
        // More than kernel and server take in, so that some of the announcement is never sent.
        let domain = Array(repeating: String(repeating: "d", count: 60), count: 3).joined(separator: ".") + ".test"
        let many = try (0..<20_000).map { try EmailAddress("\(String(repeating: "r", count: 50))\($0)@\(domain)") }
        try await ScriptedServer.run(implicitTLS: TestCertificates.server()) { client in
            try await client.welcome()
            try await client.readByHand()
            _ = try await client.lines(3)
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            _ = try await client.content()
            // The mail is its own now, and nobody hears of that.
            try await client.reset()
        } body: { server in
            let connection = try await server.transport(security: .implicitTLS).open()
            let result = try await connection.deliver(.test("first"), before: .test("second", to: many))
            #expect(result.outcome == .unknown)
            #expect(server.connections == 1, "the mail was sent again")
            try await connection.close()
        }
    }
}

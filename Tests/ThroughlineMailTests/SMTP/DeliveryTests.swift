import Foundation
import NIOCore
import Synchronization
import Testing

@testable import ThroughlineMail

/// What becomes of a mail, for every mix of answers; with a server that takes commands together, and with one that does not.
@Suite("SMTP delivery", .timeLimit(.minutes(5)))
struct DeliveryTests {
    enum Kind: String, CaseIterable, Sendable {
        case together, oneByOne
        var extensions: [String] { self == .together ? ["PIPELINING", "ENHANCEDSTATUSCODES"] : [] }
    }

    /// Sends one mail to a server with these answers.
    private func deliver(
        _ kind: Kind,
        to recipients: [EmailAddress] = ["b@x.test", "c@x.test", "d@x.test"],
        _ answers: @escaping @Sendable (String) -> String?
    ) async throws -> (DeliveryResult, ScriptedServer) {
        try await ScriptedServer.run { client in
            try await client.welcome(kind.extensions)
            try await client.serve(answers)
        } body: { server in
            let transport = try server.transport()
            let connection = try await transport.open()
            let result = try await connection.deliver(.test(to: recipients))
            try await connection.close()
            await transport.shutdown()
            return (result, server)
        }
    }

    @Test("A mail is taken over", arguments: Kind.allCases)
    func sent(_ kind: Kind) async throws {
        let (result, server) = try await deliver(kind) { _ in nil }
        #expect(result.outcome == .sent)
        #expect(result.accepted == ["b@x.test", "c@x.test", "d@x.test"])
        #expect(result.refused.isEmpty)
        #expect(result.reply == SMTPReply(code: 250, enhancedCode: EnhancedStatusCode(2, 0, 0), text: "taken over"))
        #expect(server.mails.map(\.content) == ["Subject: test\r\n\r\nhello\r\n"])
        #expect(server.mails.first?.recipients == ["b@x.test", "c@x.test", "d@x.test"])
        #expect(server.commands.last == "QUIT")
    }

    @Test("MAIL, RCPT and DATA come together, before the first answer")
    func pipelined() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            let lines = try await client.lines(4)
            #expect(lines == ["MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "RCPT TO:<c@x.test>", "DATA"])
            try await client.raw("250 a\r\n250 b\r\n250 c\r\n354 d\r\n")
            _ = try await client.content()
            try await client.send("250 ok")
            await client.drain()
        } body: { server in
            let connection = try await server.transport().open()
            let result = try await connection.deliver(.test(to: ["b@x.test", "c@x.test"]))
            #expect(result.outcome == .sent)
            try await connection.close()
        }
    }

    @Test("A server without PIPELINING gets no command before it has answered the last one")
    func oneByOne() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome([])
            for answer in ["250 a", "250 b", "354 c"] {
                _ = try await client.line()
                #expect(!client.hasMore)
                try await client.send(answer)
            }
            _ = try await client.content()
            #expect(!client.hasMore)
            try await client.send("250 ok")
            await client.drain()
        } body: { server in
            let connection = try await server.transport().open()
            let result = try await connection.deliver(.test(), before: .test())
            #expect(result.outcome == .sent)
            try await connection.close()
        }
    }

    @Test("Some recipients are refused, for good or for now, and the others get the mail", arguments: Kind.allCases)
    func partial(_ kind: Kind) async throws {
        let (result, server) = try await deliver(kind) { command in
            if command.contains("<b@") { return "550 5.1.1 no such user" }
            return command.contains("<d@") ? "451 4.2.1 greylisted" : nil
        }
        #expect(result.outcome == .sent)
        #expect(result.accepted == ["c@x.test"])
        #expect(result.refused.map(\.address) == ["b@x.test", "d@x.test"])
        #expect(result.refused.map(\.isTemporary) == [false, true])
        #expect(result.refused.map(\.reply.enhancedCode) == [.init(5, 1, 1), .init(4, 2, 1)])
        #expect(server.mails.first?.recipients == ["c@x.test"])
    }

    /// Sends a mail that the server treats so, and a good one over the same connection.
    private func deliverTwo(
        _ kind: Kind,
        to recipients: [EmailAddress] = ["no@x.test"],
        _ answers: @escaping @Sendable (String) -> String?
    ) async throws -> ([DeliveryResult], ScriptedServer) {
        try await ScriptedServer.run { client in
            try await client.welcome(kind.extensions)
            try await client.serve(answers)
        } body: { server in
            let connection = try await server.transport().open()
            var results = [try await connection.deliver(.test(to: recipients))]
            results.append(try await connection.deliver(.test("second")))
            try await connection.close()
            return (results, server)
        }
    }

    @Test("All recipients are refused, and DATA with them: the next mail begins anew", arguments: Kind.allCases)
    func allRefused(_ kind: Kind) async throws {
        let (results, server) = try await deliverTwo(kind, to: ["no@x.test", "no2@x.test"]) { command in
            command.contains("<no") ? "550 5.1.1 nobody" : nil
        }
        #expect(results.map(\.outcome) == [.refused, .sent])
        #expect(results[0].refused.map(\.address) == ["no@x.test", "no2@x.test"])
        #expect(results[0].reply?.code == 550)
        #expect(server.mails.map(\.content) == ["Subject: test\r\n\r\nsecond\r\n"])
        #expect(server.connections == 1)
        #expect(server.commands.contains("RSET"))
        if kind == .oneByOne { #expect(server.commands.filter { $0 == "DATA" }.count == 1) }
    }

    @Test("All recipients are refused, but DATA is taken: a lone dot ends that, and nobody gets anything")
    func loneDot() async throws {
        let (results, server) = try await deliverTwo(.together) { command in
            if command.contains("<no") { return "550 5.1.1 nobody" }
            return command == "DATA" ? "354 go on, with nobody" : nil
        }
        #expect(results.map(\.outcome) == [.refused, .sent])
        #expect(results[0].reply?.enhancedCode == EnhancedStatusCode(5, 1, 1))
        #expect(server.mails.map(\.recipients) == [[], ["b@x.test"]])
        #expect(server.mails.map(\.content) == ["", "Subject: test\r\n\r\nsecond\r\n"])
        #expect(server.connections == 1)
    }

    @Test(
        "The sender is refused, for all recipients",
        arguments: Kind.allCases,
        ["550 5.7.1 not you", "451 4.3.0 later"]
    )
    func senderRefused(_ kind: Kind, _ reply: String) async throws {
        let answers = AnswerOnce("MAIL", reply)
        let (results, server) = try await deliverTwo(kind, to: ["no@x.test", "b@x.test"]) { answers.answer($0) }
        #expect(results.map(\.outcome) == [.refused, .sent])
        #expect(results[0].refused.count == 2)
        #expect(results[0].refused.allSatisfy { $0.reply == results[0].reply })
        #expect(results[0].refused.map(\.isTemporary) == [reply.hasPrefix("4"), reply.hasPrefix("4")])
        #expect(server.mails.count == 1)
        #expect(server.connections == 1)
    }

    @Test("The sender is refused, but everything else is taken: nothing is sent, and the connection is given up")
    func senderRefusedOnly() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            if client.number > 0 { return try await client.serve() }
            _ = try await client.lines(3)
            try await client.raw("550 5.7.1 not you\r\n250 ok\r\n354 go on\r\n")
            await client.drain()
            #expect(!client.hasMore)
        } body: { server in
            let connection = try await server.transport().open()
            let result = try await connection.deliver(.test())
            #expect(result.outcome == .refused)
            #expect(result.reply?.code == 550)
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(server.connections == 2)
            try await connection.close()
        }
    }

    @Test("DATA is refused: the recipients are too, and the next mail begins anew", arguments: Kind.allCases)
    func dataRefused(_ kind: Kind) async throws {
        let answers = AnswerOnce("DATA", "452 4.3.1 disk full")
        let (results, server) = try await deliverTwo(kind, to: ["no@x.test", "b@x.test"]) {
            $0.contains("<no@") ? "550 5.1.1 nobody" : answers.answer($0)
        }
        #expect(results.map(\.outcome) == [.refused, .sent])
        #expect(results[0].refused.map(\.reply.code) == [550, 452])
        #expect(results[0].reply?.code == 452)
        #expect(server.connections == 1)
        #expect(server.commands.contains("RSET"))
    }

    @Test(
        "The content is refused, and the next mail is not concerned",
        arguments: Kind.allCases,
        ["554 5.7.1 spam", "451 4.3.0 later"]
    )
    func contentRefused(_ kind: Kind, _ reply: String) async throws {
        let answers = AnswerOnce(".", reply)
        let (results, server) = try await deliverTwo(kind, to: ["b@x.test", "c@x.test"]) { answers.answer($0) }
        #expect(results.map(\.outcome) == [.refused, .sent])
        #expect(results[0].accepted.isEmpty)
        #expect(results[0].refused.map(\.isTemporary) == [reply.hasPrefix("4"), reply.hasPrefix("4")])
        #expect(server.connections == 1)
        #expect(!server.commands.contains("RSET"))
    }

    @Test(
        "Every answer that makes no sense where it stands ends the connection, and no content is sent",
        arguments: [
            ("MAIL", "354 go on"), ("RCPT", "354 go on"), ("DATA", "250 ok"), ("DATA", "334 what"), ("MAIL", "hello"),
            ("DATA", "220 hello"), ("RCPT", "250-a\r\n550 b"),
        ]
    )
    func nonsense(_ command: String, _ reply: String) async throws {
        for kind in Kind.allCases {
            try await ScriptedServer.run { client in
                try await client.welcome(kind.extensions)
                try await client.serve { $0.hasPrefix(command) ? reply : nil }
            } body: { server in
                let connection = try await server.transport().open()
                let error = await #expect(throws: MailError.self) { try await connection.deliver(.test()) }
                #expect(error?.errorType == "protocol_violation")
                #expect(server.mails.isEmpty)
                try await connection.close()
            }
        }
    }

    @Test("An answer ahead of its question ends the connection: it could be taken for another one's")
    func aheadOfTime() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            _ = try await client.lines(3)
            try await client.raw("250 a\r\n250 b\r\n354 go on\r\n250 taken over, whatever it is\r\n")
            await client.drain()
            #expect(!client.hasMore)
        } body: { server in
            let connection = try await server.transport().open()
            let error = await #expect(throws: MailError.self) { try await connection.deliver(.test()) }
            #expect(error?.errorType == "protocol_violation")
            try await connection.close()
        }
    }

    @Test("The answers come in pieces of one byte")
    func pieces() async throws {
        try await ScriptedServer.run { client in
            try await client.pieces("220-hello\r\n220 there\r\n".map(String.init))
            _ = try await client.line()
            try await client.pieces("250-a\r\n250-PIPELINING\r\n250 SIZE 1000\r\n".unicodeScalars.map(String.init))
            _ = try await client.lines(3)
            try await client.pieces("250 a\r\n250 b\r\n354 c\r\n".unicodeScalars.map(String.init))
            _ = try await client.content()
            try await client.pieces("250-x\r\n250 y\r\n".unicodeScalars.map(String.init))
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            try await connection.close()
        }
    }

    @Test("A content of many pieces arrives byte by byte, with its dots", arguments: Kind.allCases)
    func large(_ kind: Kind) async throws {
        let text = (0..<20_000).map { $0 % 7 == 0 ? ".\($0)" : "line \($0)" }.joined(separator: "\r\n")
        try await ScriptedServer.run { client in
            try await client.welcome(kind.extensions)
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            let mail = try EncodedMail.test(text)
            #expect(try await connection.deliver(mail).outcome == .sent)
            try await connection.close()
            let lines = (server.mails.first?.content ?? "").components(separatedBy: "\r\n")
            #expect(
                lines.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }.joined(separator: "\r\n")
                    == String(buffer: mail.content)
            )
        }
    }

    @Test("More recipients than one write takes")
    func manyRecipients() async throws {
        let recipients = try (0..<2000).map { try EmailAddress("r\($0)@x.test") }
        let (result, server) = try await deliver(.together, to: recipients) { $0.contains("7@") ? "550 no" : nil }
        #expect(result.accepted.count == 1800)
        #expect(result.refused.count == 200)
        #expect(server.mails.first?.recipients.count == 1800)
    }

    @Test("A mail without the server's knowledge of what it needs is not tried, and costs nothing")
    func requirements() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(["PIPELINING", "SIZE 100"])
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            await #expect(throws: MailError.self) { try await connection.deliver(.test("grün")) }
            let tooLarge = try await connection.deliver(.test(String(repeating: "x", count: 200)))
            #expect(tooLarge.reply?.code == 552)
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(server.commands.filter { $0.hasPrefix("MAIL") } == ["MAIL FROM:<a@x.test> SIZE=24"])
            try await connection.close()
        }
    }

    @Test("Reports of delivery are asked for where the server has them")
    func reports() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(["PIPELINING", "DSN"])
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            let reports = DeliveryReports(notify: [.failure], returns: .headers, envelopeID: "order-1")
            #expect(try await connection.deliver(.test(reports: reports)).outcome == .sent)
            try await connection.close()
            #expect(server.commands.contains("MAIL FROM:<a@x.test> RET=HDRS ENVID=order-1"))
            #expect(server.commands.contains("RCPT TO:<b@x.test> NOTIFY=FAILURE ORCPT=rfc822;b@x.test"))
        }
    }
}

/// Gives an answer to the first command of a kind, and none to the others.
final class AnswerOnce: Sendable {
    private let answer: Mutex<String?>
    private let prefix: String

    init(_ prefix: String, _ answer: String) {
        self.prefix = prefix
        self.answer = Mutex(answer)
    }

    func answer(_ command: String) -> String? {
        guard command.hasPrefix(prefix) else { return nil }
        return answer.withLock { answer in
            defer { answer = nil }
            return answer
        }
    }
}

import NIOCore
import TestSupport
import Testing

@testable import ThroughlineMail

/// What a mail's sender learns when the server goes away, or says nothing, at each step.
@Suite("SMTP connection loss", .timeLimit(.minutes(5)))
struct ConnectionLossTests {
    enum Step: String, CaseIterable, Sendable {
        case greeting, hello = "EHLO", mail = "MAIL", recipient = "RCPT", data = "DATA", end = "."

        var timeout: any WritableKeyPath<SMTPTimeouts, Duration> & Sendable {
            switch self {
            case .greeting: \.greeting
            case .hello: \.command
            case .mail: \.mail
            case .recipient: \.recipient
            case .data: \.data
            case .end: \.contentEnd
            }
        }
    }
    enum Fault: CaseIterable, Sendable { case close, reset, stall }

    /// Does everything right up to a step, and then the fault.
    private static func fail(_ client: ScriptedClient, at step: Step, by fault: Fault, pipelining: Bool) async throws {
        func fail() async throws {
            switch fault {
            case .close: throw ScriptedClient.Gone()
            case .reset: try await client.reset()
            case .stall: await client.drain()
            }
            throw ScriptedClient.Gone()
        }
        if step == .greeting {
            // Its beginning, so that over TLS the handshake is over.
            try await client.raw("2")
            try await fail()
        }
        try await client.send("220 hello")
        _ = try await client.line()
        if step == .hello { try await fail() }
        try await client.send("250-x", pipelining ? "250 PIPELINING" : "250 HELP")
        try await client.serve { command in
            if command.hasPrefix(step.rawValue) { try await fail() }
            return nil
        }
    }

    @Test(
        "At each step, in the clear and over TLS: before the content's end the mail was not sent, after it nobody knows",
        arguments: Step.allCases,
        Fault.allCases
    )
    func loss(_ step: Step, _ fault: Fault) async throws {
        for (pipelining, isEncrypted) in [(true, false), (false, false), (true, true), (false, true)] {
            let context = isEncrypted ? try TestCertificates.server() : nil
            try await ScriptedServer.run(implicitTLS: context) { client in
                try await Self.fail(client, at: step, by: fault, pipelining: pipelining)
            } body: { server in
                let transport = try server.transport(security: isEncrypted ? .implicitTLS : .none) { configuration in
                    if fault == .stall { configuration.timeouts[keyPath: step.timeout] = .milliseconds(50) }
                }
                let outcome = await Result { try await Self.send(transport) }
                switch (step, outcome) {
                case (.end, .success(let result)):
                    #expect(result.outcome == .unknown)
                    #expect(result.accepted.isEmpty)
                    #expect(Self.isExpected(result.error, fault))
                case (.end, .failure(let error)): Issue.record(error)
                case (_, .success(let result)): Issue.record("\(result.outcome)")
                // A reset may come before the client knows that it is connected.
                case (.greeting, .failure(MailError.connectionFailed)) where fault == .reset: break
                case (_, .failure(let error)): #expect(Self.isExpected(error, fault), "\(error)")
                }
                #expect(server.connections == 1, "the mail was tried again")
            }
        }
    }

    private static func send(_ transport: SMTPTransport) async throws -> DeliveryResult {
        let connection = try await transport.open()
        do {
            let result = try await connection.deliver(.test())
            try await connection.close()
            return result
        } catch {
            try await connection.close()
            throw error
        }
    }

    private static func isExpected(_ error: (any Error)?, _ fault: Fault) -> Bool {
        switch (error as? MailError, fault) {
        case (.timedOut, .stall), (.connectionLost, .close), (.connectionLost, .reset): true
        default: false
        }
    }

    @Test(
        "A server that ends the conversation with 421 has refused the mail for now",
        arguments: ["MAIL", "RCPT", "DATA", "."]
    )
    func dismissal(_ command: String) async throws {
        for pipelining in [true, false] {
            try await ScriptedServer.run { client in
                try await client.welcome(pipelining ? ["PIPELINING"] : [])
                try await client.serve { line in
                    guard line.hasPrefix(command) else { return nil }
                    try await client.send("421 4.3.2 shutting down")
                    throw ScriptedClient.Gone()
                }
            } body: { server in
                let connection = try await server.transport().open()
                let result = try await connection.deliver(.test())
                #expect(result.outcome == .refused)
                #expect(result.reply?.code == 421)
                #expect(result.refused.map(\.isTemporary) == [true])
                #expect(server.connections == 1)
                try await connection.close()
            }
        }
    }

    @Test(
        "After too many refusals the server ends the conversation with 421: what it refused for good stays refused so"
    )
    func dismissalAmongRecipients() async throws {
        for (pipelining, isUsed) in [(true, false), (false, false), (true, true), (false, true)] {
            try await ScriptedServer.run { client in
                try await client.welcome(pipelining ? ["PIPELINING"] : [])
                try await client.serve { line in
                    if line.contains("<no") { return "550 5.1.1 nobody" }
                    guard line.contains("<last") else { return nil }
                    try await client.send("421 4.7.0 too many errors")
                    throw ScriptedClient.Gone()
                }
            } body: { server in
                let connection = try await server.transport().open()
                if isUsed { #expect(try await connection.deliver(.test()).outcome == .sent) }
                let recipients: [EmailAddress] = [
                    "no1@x.test", "yes@x.test", "no2@x.test", "last@x.test", "never@x.test",
                ]
                let result = try await connection.deliver(.test(to: recipients))
                #expect(result.outcome == .refused)
                #expect(result.reply?.code == 421)
                let codes = Dictionary(uniqueKeysWithValues: result.refused.map { ($0.address, $0.reply.code) })
                let expected: [EmailAddress: Int] = [
                    "no1@x.test": 550, "no2@x.test": 550, "yes@x.test": 421, "last@x.test": 421, "never@x.test": 421,
                ]
                #expect(codes == expected)
                #expect(server.connections == 1, "a server that has said stop was asked again")
                try await connection.close()
            }
        }
    }

    @Test("Who is refused, and then sent away with 421, is refused", arguments: ["MAIL", "RCPT"])
    func refusalAndDismissal(_ command: String) async throws {
        for pipelining in [true, false] {
            try await ScriptedServer.run { client in
                try await client.welcome(pipelining ? ["PIPELINING"] : [])
                try await client.serve { line in
                    guard line.hasPrefix(command) else { return nil }
                    try await client.send("550 5.7.1 not you")
                    if pipelining { try await client.send("421 4.7.0 and no more") }
                    throw ScriptedClient.Gone()
                }
            } body: { server in
                let connection = try await server.transport().open()
                let result = try await connection.deliver(.test())
                #expect(result.outcome == .refused)
                #expect(result.reply?.code == 550)
                #expect(server.connections == 1)
                try await connection.close()
            }
        }
    }

    @Test("A server that hangs up on whom it refuses has refused, and is not asked again", arguments: ["MAIL", "RCPT"])
    func refusalAndEnd(_ command: String) async throws {
        for pipelining in [true, false] {
            try await ScriptedServer.run { client in
                try await client.welcome(pipelining ? ["PIPELINING"] : [])
                var mails = 0
                try await client.serve { line in
                    if line == "." { mails += 1 }
                    guard mails == 1, line.hasPrefix(command) else { return nil }
                    try await client.send("550 5.7.1 go away")
                    throw ScriptedClient.Gone()
                }
            } body: { server in
                let connection = try await server.transport().open()
                #expect(try await connection.deliver(.test()).outcome == .sent)
                let result = try await connection.deliver(.test())
                #expect(result.outcome == .refused)
                #expect(result.reply?.code == 550)
                #expect(server.connections == 1)
                try await connection.close()
            }
        }
    }

    @Test(
        "A greeting that is a refusal is told",
        arguments: ["554 5.3.2 no service", "421 4.3.2 too many", "521 never"]
    )
    func refusedGreeting(_ greeting: String) async throws {
        try await ScriptedServer.run { client in
            try await client.send(greeting)
            await client.drain()
        } body: { server in
            let error = await #expect(throws: MailError.self) { try await server.transport().open() }
            guard case .serverRefused("greeting", let reply)? = error else {
                Issue.record("\(String(describing: error))"); return
            }
            #expect("\(reply.code)" == greeting.prefix(3))
        }
    }

    @Test("A server that knows no EHLO is greeted in the old way")
    func helo() async throws {
        try await ScriptedServer.run { client in
            try await client.send("220 old")
            #expect(try await client.line() == "EHLO client.example")
            try await client.send("502 what?")
            #expect(try await client.line() == "HELO client.example")
            try await client.send("250 old")
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            try await connection.close()
            #expect(server.mails.count == 1)
        }
    }

    @Test(
        "A server that talks without end is cut off",
        arguments: [
            "220-" + String(repeating: "x", count: 100) + "\r\n", "220", "\u{0}", "250-SIZE\r\n",
        ]
    )
    func endless(_ piece: String) async throws {
        try await ScriptedServer.run { client in
            while true { try await client.raw(String(repeating: piece, count: 1000)) }
        } body: { server in
            let error = await #expect(throws: MailError.self) { try await server.transport().open() }
            #expect(error?.errorType == "protocol_violation")
        }
    }

    @Test(
        "A server that goes away in the middle of a large content has no mail, and it is said so",
        arguments: [false, true]
    )
    func middleOfContent(_ isEncrypted: Bool) async throws {
        try await ScriptedServer.run(implicitTLS: isEncrypted ? TestCertificates.server() : nil) { client in
            try await client.welcome()
            _ = try await client.lines(3)
            try await client.readByHand()
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            try await client.read()
            try await client.reset()
        } body: { server in
            let connection = try await server.transport(security: isEncrypted ? .implicitTLS : .none).open()
            let error = await #expect(throws: MailError.self) { try await connection.deliver(.large(16_000_000)) }
            #expect(error?.errorType == "connection_lost")
            #expect(server.connections == 1)
            try await connection.close()
        }
    }

    @Test("A server that takes no more of a content is not waited for without end")
    func stalledContent() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            _ = try await client.lines(3)
            try await client.readByHand()
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            try await client.channel.closeFuture.get()
        } body: { server in
            let connection = try await server.transport { $0.timeouts.contentBlock = .milliseconds(50) }.open()
            let error = await #expect(throws: MailError.self) { try await connection.deliver(.large(16_000_000)) }
            #expect(error?.errorType == "timeout")
            #expect("\(String(describing: error))".contains("content"))
            try await connection.close()
        }
    }

    @Test(
        "A server that refuses a content before its end has refused it",
        arguments: ["552 5.3.4 too large", "421 4.3.2 bye"]
    )
    func refusedInTheMiddle(_ reply: String) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            _ = try await client.lines(3)
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            try await client.read()
            try await client.send(reply)
            await client.drain()
        } body: { server in
            let connection = try await server.transport().open()
            let result = try await connection.deliver(.large(16_000_000))
            #expect(result.outcome == .refused)
            #expect(result.reply?.code == Int(reply.prefix(3)))
            #expect(server.mails.isEmpty)
            try await connection.close()
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}

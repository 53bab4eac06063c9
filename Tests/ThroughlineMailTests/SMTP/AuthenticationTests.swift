import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ThroughlineMail

/// Who authenticates how, and what must never be said. The mechanisms themselves are proven against Python's in
/// `SASLInteropTests`.
@Suite("SMTP authentication", .timeLimit(.minutes(5)))
struct AuthenticationTests {
    private static let password = "s3cret-pass"

    /// Opens a connection to a server that offers these mechanisms and answers `AUTH` so.
    private func open(
        offering mechanisms: String,
        credentials: SMTPCredentials = .password(password, username: "alice"),
        _ change: @Sendable (inout SMTPConfiguration) -> Void = { _ in },
        _ answer: @escaping @Sendable (ScriptedClient) async throws -> Void
    ) async throws -> (Result<SMTPSession, any Error>, commands: [String]) {
        try await ScriptedServer.run { client in
            try await client.welcome(["AUTH \(mechanisms)"])
            try await answer(client)
            try await client.serve()
        } body: { server in
            var configuration = try server.configuration()
            configuration.credentials = credentials
            configuration.allowsSecretsInTheClear = true
            change(&configuration)
            do {
                let connection = try await SMTPTransport(configuration).open()
                let session = (connection as? SMTPPooledConnection)?.session ?? SMTPSession()
                try await connection.close()
                return (.success(session), server.commands)
            } catch {
                return (.failure(error), server.commands)
            }
        }
    }

    @Test(
        "The strongest mechanism that both sides know is chosen",
        arguments: [
            ("PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 XOAUTH2", "SCRAM-SHA-256"), ("login plain cram-md5", "CRAM-MD5"),
            ("LOGIN PLAIN GSSAPI", "PLAIN"), ("NTLM LOGIN", "LOGIN"),
        ]
    )
    func strongest(_ offered: String, _ chosen: String) async throws {
        let (_, commands) = try await open(offering: offered) { client in
            _ = try await client.line()
            throw ScriptedClient.Gone()
        }
        #expect(commands.last?.hasPrefix("AUTH \(chosen)") == true)
    }

    @Test("Over a connection that is not encrypted, no mechanism is used that shows the secret")
    func inTheClear() async throws {
        for (credentials, mechanisms) in [
            (SMTPCredentials.password(Self.password, username: "alice"), "PLAIN LOGIN"),
            (.password(Self.password, username: "alice"), "CRAM-MD5"),
            (.token(username: "alice") { _ in Self.password }, "XOAUTH2"),
        ] {
            let (result, commands) = try await open(
                offering: mechanisms,
                credentials: credentials,
                { $0.allowsSecretsInTheClear = false },
                { _ in }
            )
            guard case .failure(MailError.authenticationFailed(nil, let reason)) = result else {
                Issue.record("\(result)")
                return
            }
            #expect(reason.contains("show the secret"))
            #expect(!commands.contains { $0.hasPrefix("AUTH") })
        }
    }

    @Test(
        "A server that offers nothing usable, or nothing at all, is told from one that refuses",
        arguments: ["GSSAPI", "", "XOAUTH2"]
    )
    func nothingUsable(_ offered: String) async throws {
        let (result, commands) = try await open(offering: offered) { _ in }
        guard case .failure(MailError.authenticationFailed(nil, _)) = result else { Issue.record("\(result)"); return }
        #expect(!commands.contains { $0.hasPrefix("AUTH") })
    }

    @Test("Only the mechanisms that are allowed are used")
    func allowed() async throws {
        let (result, commands) = try await open(offering: "SCRAM-SHA-256 PLAIN", { $0.mechanisms = [.plain] }) {
            client in
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
        }
        #expect(try result.get().mechanism == .plain)
        #expect(commands.contains { $0.hasPrefix("AUTH PLAIN ") })
    }

    @Test(
        "A refusal is told, and no other mechanism is tried with the same password",
        arguments: ["535 5.7.8 wrong", "454 4.7.0 later", "534 5.7.9 application-specific password required"]
    )
    func refused(_ reply: String) async throws {
        let (result, commands) = try await open(offering: "PLAIN LOGIN") { client in
            _ = try await client.line()
            try await client.send(reply)
        }
        guard case .failure(MailError.authenticationFailed(let refusal?, _)) = result else {
            Issue.record("\(result)"); return
        }
        #expect(refusal.code == Int(reply.prefix(3)))
        #expect(commands.filter { $0.hasPrefix("AUTH") }.count == 1)
    }

    @Test("A server that does not know what it offered is asked for the next mechanism")
    func fallback() async throws {
        let (result, commands) = try await open(offering: "CRAM-MD5 PLAIN") { client in
            _ = try await client.line()
            try await client.send("504 5.5.4 not here")
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
        }
        #expect(try result.get().mechanism == .plain)
        #expect(commands.filter { $0.hasPrefix("AUTH") }.count == 2)
    }

    @Test(
        "No error repeats a secret, whatever the server says",
        arguments: ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2"]
    )
    func secrets(_ mechanism: String) async throws {
        let isToken = mechanism == "XOAUTH2"
        let (result, commands) = try await open(
            offering: mechanism,
            credentials: isToken
                ? .token(username: "alice") { _ in Self.password } : .password(Self.password, username: "alice")
        ) { client in
            var line = try await client.line()
            if ["LOGIN", "CRAM-MD5"].contains(mechanism) {
                for _ in 0..<(mechanism == "LOGIN" ? 2 : 1) {
                    try await client.send("334 VXNlcm5hbWU6")
                    line = try await client.line()
                }
            }
            try await client.send("535 5.7.8 what does \(line) mean, and \(Self.password)?")
            await client.drain()
        }
        guard case .failure(let error) = result else { Issue.record("\(result)"); return }
        var text = "\(error) \(String(reflecting: error)) \(error.localizedDescription)"
        dump(error, to: &text)
        #expect(!text.contains(Self.password))
        #expect(!text.contains(Data(Self.password.utf8).base64EncodedString()))
        let last = try #require(commands.last?.split(separator: " ").last)
        #expect(!text.contains(last))
    }

    @Test(
        "A server that does not keep to the exchange ends it",
        arguments: [
            ("LOGIN", "334 not base64!\r\n"), ("PLAIN", "334 \r\n"), ("CRAM-MD5", "220 hello\r\n"),
            ("CRAM-MD5", "354 go on\r\n"),
            ("SCRAM-SHA-256", "235 2.7.0 welcome\r\n"), ("SCRAM-SHA-256", "334 \r\n"),
        ]
    )
    func nonsense(_ mechanism: String, _ answer: String) async throws {
        let (result, _) = try await open(offering: mechanism) { client in
            _ = try await client.line()
            try await client.raw(answer)
            await client.drain()
        }
        switch result {
        case .failure(MailError.authenticationFailed), .failure(MailError.protocolViolation): break
        default: Issue.record("\(result)")
        }
    }

    @Test("A server that asks without end gets an end")
    func endless() async throws {
        let (result, commands) = try await open(
            offering: "XOAUTH2",
            credentials: .token(username: "alice") { _ in "token" }
        ) { client in
            while true {
                _ = try await client.line()
                try await client.send("334 ")
            }
        }
        guard case .failure(MailError.authenticationFailed) = result else { Issue.record("\(result)"); return }
        #expect(commands.count < 20)
    }

    @Test("A token that is refused is asked for once more, and the provider knows which one it was")
    func refreshedToken() async throws {
        let asked = Mutex<[String?]>([])
        let credentials = SMTPCredentials.token(username: "alice") { refused in
            asked.withLock { asked in
                asked.append(refused)
                return "token\(asked.count)"
            }
        }
        let (result, commands) = try await open(offering: "XOAUTH2", credentials: credentials) { client in
            _ = try await client.line()
            try await client.send("334 eyJzdGF0dXMiOiI0MDEifQ==")
            #expect(try await client.line() == "")
            try await client.send("535 5.7.8 expired")
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
        }
        #expect(try result.get().mechanism == .xoauth2)
        #expect(asked.withLock { $0 } == [nil, "token1"])
        let tokens = commands.filter { $0.hasPrefix("AUTH XOAUTH2 ") }.compactMap {
            Data(base64Encoded: String($0.dropFirst(13)))
        }
        #expect(
            tokens.map { String(decoding: $0, as: UTF8.self) }
                == ["user=alice\u{1}auth=Bearer token1\u{1}\u{1}", "user=alice\u{1}auth=Bearer token2\u{1}\u{1}"]
        )
    }

    @Test("What a provider of tokens throws is what the caller gets")
    func failingProvider() async throws {
        struct Offline: Error {}
        let (result, commands) = try await open(
            offering: "XOAUTH2",
            credentials: .token(username: "alice") { _ in throw Offline() }
        ) { _ in }
        guard case .failure(let error) = result, error is Offline else { Issue.record("\(result)"); return }
        #expect(!commands.contains { $0.hasPrefix("AUTH") })
    }

    @Test("A provider of tokens is not asked on an event loop, not even when a batch gets another connection")
    func providerThread() async throws {
        let isOnEventLoop = Mutex<[Bool]>([])
        try await ScriptedServer.run { client in
            try await client.welcome(["AUTH XOAUTH2"])
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
            var mails = 0
            try await client.serve { line in
                if line == "." { mails += 1 }
                guard client.number == 0, mails == 1, line.hasPrefix("MAIL") else { return nil }
                try await client.send("421 4.7.0 enough")
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let transport = try server.transport {
                $0.allowsSecretsInTheClear = true
                $0.credentials = .token(username: "alice") { _ in
                    isOnEventLoop.withLock { $0.append(MultiThreadedEventLoopGroup.currentEventLoop != nil) }
                    return "token"
                }
            }
            let mailer = Mailer(transport)
            let results = try await mailer.deliver((0..<3).map { try EncodedMail.test("\($0)") })
            #expect(results.map(\.outcome) == [.sent, .sent, .sent])
            await mailer.shutdown()
        }
        #expect(isOnEventLoop.withLock { $0 } == [false, false])
    }
}

import NIOCore
import NIOSSL
import TestSupport
import Testing

@testable import ThroughlineMail

@Suite("SMTP cancellation", .timeLimit(.minutes(5)))
struct CancellationTests {
    private func tls(_ isEncrypted: Bool) throws -> NIOSSLContext? {
        isEncrypted ? try TestCertificates.server() : nil
    }

    private func security(_ isEncrypted: Bool) -> SMTPConfiguration.Security { isEncrypted ? .implicitTLS : .none }

    @Test(
        "A task that is cancelled before the content's end stops at once, and nothing was sent",
        arguments: ["MAIL", "RCPT", "DATA"],
        [false, true]
    )
    func beforeContent(_ command: String, _ isEncrypted: Bool) async throws {
        let arrived = Signal()
        try await ScriptedServer.run(implicitTLS: tls(isEncrypted)) { client in
            try await client.welcome([])
            if client.number > 0 { return try await client.serve() }
            try await client.serve { line in
                guard line.hasPrefix(command) else { return nil }
                arrived.send()
                await client.drain()
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let connection = try await server.transport(security: security(isEncrypted)).open()
            let task = Task { try await connection.deliver(.test()) }
            await arrived.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.mails.isEmpty)
            #expect(try await connection.deliver(.test()).outcome == .sent)
            try await connection.close()
        }
    }

    @Test(
        "A task that is cancelled after the content's end still learns that the mail was sent",
        arguments: [false, true]
    )
    func afterContent(_ isEncrypted: Bool) async throws {
        let gate = Gate()
        try await ScriptedServer.run(implicitTLS: tls(isEncrypted)) { client in
            try await client.welcome()
            try await client.serve { line in
                guard line == "." else { return nil }
                await gate.pass()
                return nil
            }
        } body: { server in
            let connection = try await server.transport(security: security(isEncrypted)).open()
            let task = Task { try await connection.deliver(.test()) }
            await gate.arrival()
            task.cancel()
            gate.open()
            #expect(try await task.value.outcome == .sent)
            // The cancellation was that mail's, not the connection's.
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(server.connections == 1)
            try await connection.close()
        }
    }

    @Test("It does not wait for long, and then nobody knows", arguments: [false, true])
    func grace(_ isEncrypted: Bool) async throws {
        let arrived = Signal()
        try await ScriptedServer.run(implicitTLS: tls(isEncrypted)) { client in
            try await client.welcome()
            try await client.serve { line in
                guard line == "." else { return nil }
                arrived.send()
                await client.drain()
                return nil
            }
        } body: { server in
            let connection = try await server.transport(security: security(isEncrypted)) {
                $0.timeouts.cancellationGrace = .milliseconds(20)
            }.open()
            let task = Task { try await connection.deliver(.test()) }
            await arrived.wait()
            task.cancel()
            #expect(try await task.value.outcome == .unknown)
            try await connection.close()
        }
    }

    @Test("A task that is cancelled in the middle of a content stops at once", arguments: [false, true])
    func middleOfContent(_ isEncrypted: Bool) async throws {
        let arrived = Signal()
        try await ScriptedServer.run(implicitTLS: tls(isEncrypted)) { client in
            try await client.welcome()
            if client.number > 0 { return try await client.serve() }
            _ = try await client.lines(3)
            try await client.readByHand()
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            try await client.read()
            arrived.send()
            try await client.channel.closeFuture.get()
        } body: { server in
            let connection = try await server.transport(security: security(isEncrypted)).open()
            let task = Task { try await connection.deliver(.large(16_000_000)) }
            await arrived.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(server.mails.count == 1)
            try await connection.close()
        }
    }

    @Test("A task that is cancelled while an idle connection is asked whether it is there stops at once")
    func whileProbing() async throws {
        let arrived = Signal()
        try await ScriptedServer.run { client in
            try await client.welcome()
            try await client.serve { line in
                guard line == "NOOP" else { return nil }
                arrived.send()
                await client.drain()
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let transport = try server.transport { $0.pool.probesAfter = .zero }
            try await transport.open().close()
            let task = Task { try await transport.open() }
            await arrived.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.connections == 1)
        }
    }

    @Test("A task that is cancelled while a token is got stops as soon as the provider does")
    func whileGettingToken() async throws {
        let asked = Signal()
        try await ScriptedServer.run { client in
            try await client.welcome(["AUTH XOAUTH2"])
            await client.drain()
        } body: { server in
            let transport = try server.transport {
                $0.allowsSecretsInTheClear = true
                $0.credentials = .token(username: "alice") { _ in
                    asked.send()
                    try await Task.sleep(for: .seconds(3600))
                    return "token"
                }
            }
            let task = Task { try await transport.open() }
            await asked.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(!server.commands.contains { $0.hasPrefix("AUTH") })
        }
    }

    @Test(
        "A task that is cancelled while a connection is opened stops at once",
        arguments: ["handshake", "greeting", "EHLO", "AUTH"]
    )
    func whileOpening(_ step: String) async throws {
        let arrived = Signal()
        try await ScriptedServer.run { client in
            if step == "EHLO" {
                try await client.send("220 hello")
                _ = try await client.line()
            }
            if step == "AUTH" {
                try await client.welcome(["AUTH CRAM-MD5"])
                _ = try await client.line()
            }
            if step == "handshake" { try await client.read() }
            arrived.send()
            await client.drain()
        } body: { server in
            let transport = try server.transport(security: security(step == "handshake")) {
                $0.allowsSecretsInTheClear = true
                $0.credentials = .password("x", username: "y")
            }
            let task = Task { try await transport.open() }
            await arrived.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("A task that was cancelled before it began opens nothing and sends nothing")
    func before() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport()
            let connection = try await transport.open()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                await #expect(throws: CancellationError.self) { try await transport.open() }
                await #expect(throws: CancellationError.self) { try await connection.deliver(.test()) }
            }
            await task.value
            #expect(server.mails.isEmpty)
            try await connection.close()
        }
    }
}

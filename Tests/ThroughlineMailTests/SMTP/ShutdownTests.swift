import TestSupport
import Testing

@testable import ThroughlineMail

@Suite("SMTP transport that is shut down", .timeLimit(.minutes(5)))
struct ShutdownTests {
    private func isShutDown(_ error: MailError?) -> Bool {
        if case .shutDown? = error { true } else { false }
    }

    @Test("A transport that is shut down says goodbye, waits for who is sending, and opens nothing more")
    func shutdown() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.pool.size = 2 }
            let idle = try await transport.open()
            let busy = try await transport.open()
            #expect(try await idle.deliver(.test()).outcome == .sent)
            try await idle.close()
            let other = try await transport.open()
            let waiting = Task { try await transport.open() }
            while transport.waiting < 1 { await Task.yield() }
            let shutdown = Task { await transport.shutdown() }
            await #expect(throws: MailError.self) { try await waiting.value }
            await #expect(throws: MailError.self) { try await transport.open() }
            #expect(try await busy.deliver(.test()).outcome == .sent)
            try await busy.close()
            try await other.close()
            await shutdown.value
            #expect(server.commands.filter { $0 == "QUIT" }.count == 2)
        }
    }

    @Test("A connection that comes to its end after the shutdown is not replaced")
    func notReplaced() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.pool.messagesPerConnection = 1 }
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            let shutdown = Task { await transport.shutdown() }
            while !transport.pool.isShutDown { await Task.yield() }
            let error = await #expect(throws: MailError.self) { try await connection.deliver(.test()) }
            #expect(isShutDown(error))
            try await connection.close()
            await shutdown.value
            #expect(server.mails.count == 1)
            #expect(server.connections == 1)
        }
    }

    @Test("A connection that is being opened is given up")
    func opening() async throws {
        let arrived = Signal()
        try await ScriptedServer.run { client in
            arrived.send()
            await client.drain()
        } body: { server in
            let transport = try server.transport()
            let opening = Task { try await transport.open() }
            await arrived.wait()
            await transport.shutdown()
            let error = await #expect(throws: MailError.self) { try await opening.value }
            #expect(isShutDown(error))
        }
    }

    @Test("A mail that takes longer than the shutdown may is broken off")
    func grace() async throws {
        let arrived = Signal()
        let gone = Signal()
        try await ScriptedServer.run { client in
            try await client.welcome()
            try await client.serve { line in
                guard line == "DATA" else { return nil }
                arrived.send()
                await client.drain()
                gone.send()
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let transport = try server.transport { $0.pool.shutdownTime = .milliseconds(20) }
            let connection = try await transport.open()
            let sending = Task { try await connection.deliver(.test()) }
            await arrived.wait()
            await transport.shutdown()
            await #expect(throws: MailError.self) { try await sending.value }
            await gone.wait()
            #expect(server.connections == 1)
            try await connection.close()
        }
    }

    @Test("A mail that waits for its turn waits no longer")
    func rateLimit() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.rateLimit = SMTPRateLimit(messages: 1, per: .seconds(3600)) }
            let first = try await transport.open()
            let waiting = Task { try await transport.open() }
            while transport.waitingForTurn < 1 { await Task.yield() }
            let shutdown = Task { await transport.shutdown() }
            let error = await #expect(throws: MailError.self) { try await waiting.value }
            #expect(isShutDown(error))
            try await first.close()
            await shutdown.value
        }
    }
}

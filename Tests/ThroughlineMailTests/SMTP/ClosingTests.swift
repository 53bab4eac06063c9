import TestSupport
import Testing

@testable import ThroughlineMail

/// `close()` from another task, in the middle of whatever the connection does.
@Suite("SMTP connection closed under a mail", .timeLimit(.minutes(5)))
struct ClosingTests {
    /// A server that does something else at the second mail's `MAIL`, or at a new connection.
    private func serve(_ client: ScriptedClient, atSecond: () async throws -> Void) async throws {
        try await client.welcome()
        var mails = 0
        try await client.serve { line in
            if line == "." { mails += 1 }
            if client.number == 0, mails == 1, line.hasPrefix("MAIL") { try await atSecond() }
            return nil
        }
    }

    /// The place is free again, and nothing else has come.
    private func expectOneMail(_ server: ScriptedServer, _ transport: SMTPTransport, connections: Int) async throws {
        #expect(server.mails.count == 1, "a mail was sent that was broken off")
        #expect(server.connections == connections)
        let next = try await transport.open()
        #expect(!next.isReused)
        #expect(try await next.deliver(.test("next")).outcome == .sent)
        try await next.close()
        #expect(server.connections == connections + 1)
        await transport.shutdown()
    }

    @Test("The mail is broken off, and does not go over another connection", arguments: [false, true])
    func whileSending(_ isEncrypted: Bool) async throws {
        let arrived = Signal()
        try await ScriptedServer.run(implicitTLS: isEncrypted ? TestCertificates.server() : nil) { client in
            try await serve(client) {
                arrived.send()
                await client.drain()
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let transport = try server.transport(security: isEncrypted ? .implicitTLS : .none) { $0.pool.size = 1 }
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test("first")).outcome == .sent)
            let second = Task { try await connection.deliver(.test("second")) }
            await arrived.wait()
            try await connection.close()
            let error = await #expect(throws: MailError.self) { try await second.value }
            #expect(error?.errorType == "connection_lost")
            try await expectOneMail(server, transport, connections: 1)
        }
    }

    @Test("After the content's end nobody knows, as ever")
    func afterContent() async throws {
        let arrived = Signal()
        try await ScriptedServer.run { client in
            try await client.welcome()
            try await client.serve { line in
                guard line == "." else { return nil }
                arrived.send()
                await client.drain()
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let connection = try await server.transport().open()
            let mail = Task { try await connection.deliver(.test()) }
            await arrived.wait()
            try await connection.close()
            #expect(try await mail.value.outcome == .unknown)
            #expect(server.connections == 1)
        }
    }

    @Test("A connection that is being replaced is not used when it is there")
    func whileReplacing() async throws {
        let gate = Gate()
        try await ScriptedServer.run { client in
            if client.number == 1 {
                await gate.pass()
            }
            try await serve(client) {
                try await client.send("421 4.7.0 enough")
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let transport = try server.transport { $0.pool.size = 1 }
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test("first")).outcome == .sent)
            let second = Task { try await connection.deliver(.test("second")) }
            await gate.arrival()
            try await connection.close()
            gate.open()
            await #expect(throws: MailError.self) { try await second.value }
            try await expectOneMail(server, transport, connections: 2)
        }
    }

    @Test("A mail that waits for its turn does not get it")
    func whileWaitingForTurn() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport {
                $0.pool.size = 1
                $0.rateLimit = SMTPRateLimit(messages: 1, per: .seconds(3600))
            }
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test("first")).outcome == .sent)
            let second = Task { try await connection.deliver(.test("second")) }
            while transport.waitingForTurn < 1 { await Task.yield() }
            try await connection.close()
            let error = await #expect(throws: MailError.self) { try await second.value }
            #expect(error?.errorType == "connection_lost")
            #expect(server.mails.count == 1)
            await transport.shutdown()
        }
    }
}

import NIOCore
import TestSupport
import Testing

@testable import ThroughlineMail

@Suite("SMTP connection pool", .timeLimit(.minutes(5)))
struct PoolTests {
    @Test("A connection that is given back is used again, and says so")
    func reuse() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport()
            let first = try await transport.open()
            #expect(!first.isReused)
            #expect(first.poolWait != nil)
            #expect(try await first.deliver(.test()).outcome == .sent)
            try await first.close()
            let second = try await transport.open()
            #expect(second.isReused)
            #expect(try await second.deliver(.test()).outcome == .sent)
            try await second.close()
            await transport.shutdown()
            #expect(server.connections == 1)
            #expect(server.commands.filter { $0 == "QUIT" }.count == 1)
            #expect(server.commands.last == "QUIT")
        }
    }

    @Test("A connection that is closed twice is given back once, and sends nothing afterwards")
    func closedTwice() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport()
            let connection = try await transport.open()
            try await connection.close()
            try await connection.close()
            #expect(!connection.isUsable)
            await #expect(throws: MailError.self) { try await connection.deliver(.test()) }
            let other = try await transport.open()
            #expect(try await other.deliver(.test()).outcome == .sent)
            try await other.close()
            #expect(server.connections == 1)
        }
    }

    @Test("There are no more connections than allowed, and those who wait get theirs in the order of asking")
    func order() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.pool.size = 1 }
            let first = try await transport.open()
            let (order, report) = AsyncStream.makeStream(of: Int.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let connection = try await transport.open()
                        report.yield(number)
                        try await connection.close()
                    }
                    // The next one asks when this one stands in line.
                    while transport.waiting <= number { await Task.yield() }
                }
                try await first.close()
                try await group.waitForAll()
            }
            report.finish()
            var served: [Int] = []
            for await number in order { served.append(number) }
            #expect(served == Array(0..<20))
            #expect(server.connections == 1)
            await transport.shutdown()
        }
    }

    @Test("Who is cancelled while waiting leaves the line, and the next one is served")
    func cancelWaiting() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.pool.size = 1 }
            let first = try await transport.open()
            let impatient = Task { try await transport.open() }
            while transport.waiting < 1 { await Task.yield() }
            let patient = Task { try await transport.open() }
            while transport.waiting < 2 { await Task.yield() }
            impatient.cancel()
            await #expect(throws: CancellationError.self) { try await impatient.value }
            #expect(transport.waiting == 1)
            try await first.close()
            try await patient.value.close()
            let cancelledBefore = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                let connection = try await transport.open()
                try await connection.close()
            }
            _ = await cancelledBefore.result
            let last = try await transport.open()
            try await last.close()
            #expect(server.connections == 1)
        }
    }

    @Test("Who waits too long is told")
    func checkoutTime() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport {
                $0.pool.size = 1
                $0.pool.checkoutTime = .milliseconds(30)
            }
            let first = try await transport.open()
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(error?.errorType == "timeout")
            #expect("\(String(describing: error))".contains("pool"))
            try await first.close()
            try await transport.open().close()
        }
    }

    @Test("Who does not want to wait at all is told at once")
    func noCheckoutTime() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport {
                $0.pool.size = 1
                $0.pool.checkoutTime = .zero
            }
            let first = try await transport.open()
            for _ in 0..<20 {
                let error = await #expect(throws: MailError.self) { try await transport.open() }
                #expect(error?.errorType == "timeout")
            }
            #expect(transport.waiting == 0)
            try await first.close()
            try await transport.open().close()
        }
    }

    @Test("A connection that could not be opened leaves its place to the next one")
    func failedOpening() async throws {
        try await ScriptedServer.run { client in
            if client.number < 3 { return try await client.send("554 5.3.2 go away") }
            try await client.serveWell()
        } body: { server in
            let transport = try server.transport { $0.pool.size = 1 }
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        guard let connection = try? await transport.open() else { return false }
                        try? await connection.close()
                        return true
                    }
                }
                var opened = 0
                for await isOpen in group where isOpen { opened += 1 }
                #expect(opened == 2)
            }
        }
    }

    @Test("Nothing listens there: that is an error, and no wait")
    func refusedConnection() async throws {
        // Bound, so that no other test gets it, and not listened on.
        let bound = try Socket.bound()
        defer { bound.close() }
        let transport = try SMTPTransport(SMTPConfiguration(host: "127.0.0.1", port: bound.port, security: .none))
        for _ in 0..<10 {
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(error?.errorType == "connection_failed")
        }
    }

    @Test(
        "An idle connection that the server ended is replaced before a mail is risked",
        arguments: ["", "421 4.4.2 idle too long\r\n", "250 what?\r\n"]
    )
    func staleConnection(_ lastWords: String) async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        try await ScriptedServer.run { client in
            try await client.welcome()
            if client.number > 0 { return try await client.serve() }
            _ = try await client.lines(3)
            try await client.raw("250 a\r\n250 b\r\n354 c\r\n")
            _ = try await client.content()
            try await client.raw("250 ok\r\n")
            for await _ in ended { break }
            try await client.raw(lastWords)
            client.channel.close(promise: nil)
        } body: { server in
            let transport = try server.transport()
            let first = try await transport.open()
            #expect(try await first.deliver(.test()).outcome == .sent)
            try await first.close()
            end.finish()
            while transport.idle > 0 { await Task.yield() }
            let second = try await transport.open()
            #expect(!second.isReused)
            #expect(try await second.deliver(.test()).outcome == .sent)
            try await second.close()
            #expect(server.connections == 2)
        }
    }

    @Test(
        "A connection that ends under a mail, before its content, is replaced once, and the mail is sent once",
        arguments: ["MAIL", "RCPT", "DATA"],
        ["421 4.7.0 enough\r\n", ""]
    )
    func replaced(_ command: String, _ lastWords: String) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            var mails = 0
            try await client.serve { line in
                if line == "." { mails += 1 }
                if client.number == 0, mails == 1, line.hasPrefix(command) {
                    try await client.raw(lastWords)
                    throw ScriptedClient.Gone()
                }
                return nil
            }
        } body: { server in
            let connection = try await server.transport().open()
            #expect(try await connection.deliver(.test("first")).outcome == .sent)
            #expect(try await connection.deliver(.test("second")).outcome == .sent)
            #expect(server.mails.map(\.connection) == [0, 1])
            try await connection.close()
        }
    }

    @Test("A connection that ends after a mail's content is not tried again, whatever came before")
    func notReplaced() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            var mails = 0
            try await client.serve { line in
                if line == "." { mails += 1 }
                if mails == 2 { throw ScriptedClient.Gone() }
                return nil
            }
        } body: { server in
            let connection = try await server.transport().open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(try await connection.deliver(.test()).outcome == .unknown)
            #expect(server.connections == 1)
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(server.connections == 2)
            try await connection.close()
        }
    }

    @Test(
        "A connection that was idle for long is asked first, and replaced if it does not answer well",
        arguments: ["250 ok", "421 bye", "500 what?"]
    )
    func probe(_ answer: String) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            var mails = 0
            try await client.serve { line in
                if line == "." { mails += 1 }
                return line == "NOOP" && mails == 1 && client.number == 0 ? answer : nil
            }
        } body: { server in
            let transport = try server.transport { $0.pool.probesAfter = .zero }
            let first = try await transport.open()
            #expect(try await first.deliver(.test()).outcome == .sent)
            try await first.close()
            let second = try await transport.open()
            #expect(second.isReused == answer.hasPrefix("250"))
            #expect(try await second.deliver(.test()).outcome == .sent)
            try await second.close()
            #expect(server.commands.contains("NOOP"))
            #expect(server.connections == (answer.hasPrefix("250") ? 1 : 2))
        }
    }

    @Test("A connection carries so many mails, and another one the rest")
    func messagesPerConnection() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.pool.messagesPerConnection = 3 }
            let connection = try await transport.open()
            for number in 0..<7 {
                #expect(
                    try await connection.deliver(.test("\(number)"), before: .test("\(number + 1)")).outcome == .sent
                )
            }
            try await connection.close()
            #expect(server.mails.map(\.connection) == [0, 0, 0, 1, 1, 1, 2])
            for _ in 0..<4 {
                let connection = try await transport.open()
                #expect(try await connection.deliver(.test()).outcome == .sent)
                try await connection.close()
            }
            await transport.shutdown()
            #expect(Dictionary(grouping: server.mails, by: \.connection).values.allSatisfy { $0.count <= 3 })
        }
    }

    @Test("A connection that nobody uses is ended, with a goodbye")
    func idleTime() async throws {
        let gone = Signal()
        try await ScriptedServer.run { client in
            try await client.serveWell()
            gone.send()
        } body: { server in
            let transport = try server.transport { $0.pool.idleTime = .milliseconds(20) }
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            try await connection.close()
            await gone.wait()
            #expect(server.commands.last == "QUIT")
            #expect(transport.idle == 0)
        }
    }

    @Test("A server that cannot be reached again is tried once more, and not for every mail that is left")
    func unreachable() async throws {
        try await ScriptedServer.run { client in
            if client.number > 0 { return try await client.send("554 5.3.2 out of order") }
            try await client.welcome()
            var mails = 0
            try await client.serve { line in
                if line == "." { mails += 1 }
                guard mails == 1, line.hasPrefix("MAIL") else { return nil }
                try await client.send("421 4.3.2 shutting down")
                throw ScriptedClient.Gone()
            }
        } body: { server in
            let mailer = Mailer(try server.transport())
            let mails = try (0..<20).map { try EncodedMail.test("\($0)") }
            let results = try await mailer.deliver(mails)
            #expect(results.map(\.outcome) == [.sent] + Array(repeating: .failed, count: 19))
            #expect(server.connections <= 3)
            await mailer.shutdown()
        }
    }

    @Test("A mail's turn is waited for without a connection, and given back if no mail is sent")
    func rateLimit() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport {
                $0.pool.size = 1
                $0.pool.checkoutTime = .zero
                $0.rateLimit = SMTPRateLimit(messages: 1, per: .seconds(3600))
            }
            for _ in 0..<3 { try await transport.open().close() }
            let connection = try await transport.open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            try await connection.close()
            let later = Task { try await transport.open() }
            while transport.waitingForTurn < 1 { await Task.yield() }
            #expect(transport.idle == 1)
            later.cancel()
            await #expect(throws: CancellationError.self) { try await later.value }
            #expect(server.connections == 1)
            await transport.shutdown()
        }
    }

    @Test("A connection that is dropped without being closed leaves its place")
    func dropped() async throws {
        try await ScriptedServer.run { server in
            let transport = try server.transport { $0.pool.size = 1 }
            for _ in 0..<3 { _ = try await transport.open() }
            #expect(server.connections == 3)
        }
    }

    @Test("One task at a time uses a connection")
    func oneTask() async throws {
        let gate = Gate()
        try await ScriptedServer.run { client in
            try await client.welcome()
            try await client.serve { line in
                if line == "DATA" {
                    await gate.pass()
                }
                return nil
            }
        } body: { server in
            let connection = try await server.transport().open()
            async let first = connection.deliver(.test())
            await gate.arrival()
            await #expect(throws: MailError.self) { try await connection.deliver(.test()) }
            gate.open()
            #expect(try await first.outcome == .sent)
            try await connection.close()
        }
    }
}

extension SMTPTransport {
    /// How many wait for a connection.
    var waiting: Int { pool.counts.waiting }
    var idle: Int { pool.counts.idle }
    /// How many wait for the rate limit.
    var waitingForTurn: Int { pool.rateLimiter?.waiting ?? 0 }
}

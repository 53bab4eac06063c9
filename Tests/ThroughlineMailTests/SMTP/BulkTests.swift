import Foundation
import NIOCore
import Synchronization
import Testing

@testable import ThroughlineMail

/// Very many mails through one pool. `THROUGHLINE_MAIL_COUNT` says how many; 1,000 by default.
@Suite("SMTP in bulk", .timeLimit(.minutes(10)))
struct BulkTests {
    private static let count = ProcessInfo.processInfo.environment["THROUGHLINE_MAIL_COUNT"].flatMap { Int($0) } ?? 1000
    private static let senders = 20

    /// Sends mails from many tasks, in batches of different lengths, each of which takes a connection.
    private func sendAll(_ transport: SMTPTransport) async throws -> [Int: DeliveryResult] {
        try await withThrowingTaskGroup(of: [Int: DeliveryResult].self) { group in
            for sender in 0..<Self.senders {
                group.addTask {
                    var results: [Int: DeliveryResult] = [:]
                    var numbers = Array(stride(from: sender, to: Self.count, by: Self.senders))[...]
                    while !numbers.isEmpty {
                        let batch = try numbers.prefix(1 + numbers.count % 7).map { number in
                            (number, try EncodedMail.test("mail \(number)"))
                        }
                        numbers = numbers.dropFirst(batch.count)
                        let connection = try await self.open(transport)
                        for (index, (number, mail)) in batch.enumerated() {
                            let next = index + 1 < batch.count ? batch[index + 1].1 : nil
                            do {
                                results[number] = try await connection.deliver(mail, before: next)
                            } catch {
                                results[number] = DeliveryResult(outcome: .failed, error: error)
                            }
                        }
                        try await connection.close()
                    }
                    return results
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
    }

    /// A connection, at the tenth attempt at the latest: the server may be busy.
    private func open(_ transport: SMTPTransport) async throws -> any MailConnection {
        for _ in 0..<9 {
            if let connection = try? await transport.open() { return connection }
        }
        return try await transport.open()
    }

    private func numbers(_ mails: [ReceivedMail]) -> [Int] {
        mails.compactMap { $0.content.split(separator: "mail ").last.flatMap { Int($0.prefix { $0.isNumber }) } }
    }

    @Test("None is lost, and none comes twice")
    func all() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome()
            try await client.serve()
        } body: { server in
            let transport = try server.transport { $0.pool.size = 4 }
            let results = try await sendAll(transport)
            await transport.shutdown()
            #expect(results.count == Self.count)
            #expect(results.values.allSatisfy { $0.outcome == .sent })
            #expect(numbers(server.mails).sorted() == Array(0..<Self.count))
            // Each connection carried its share, and said goodbye.
            #expect(server.commands.filter { $0 == "QUIT" }.count == server.connections)
            #expect(server.connections < Self.count / 20 + 5)
        }
    }

    @Test(
        "With a server that fails at every step: what was said to be sent came once, what was not did not, and only where nobody can know is it said so"
    )
    func faults() async throws {
        try await ScriptedServer.run { client in
            var generator = SeededGenerator(seed: UInt64(client.number))
            if client.number % 11 == 3 { return try await client.send("421 4.3.2 too busy") }
            try await client.welcome(client.number % 5 == 0 ? [] : ["PIPELINING"])
            try await client.serve { line in
                guard generator.chance(25) else { return nil }
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: throw ScriptedClient.Gone()
                case 1: try await client.reset()
                case 2:
                    try await client.send("421 4.3.2 enough")
                    throw ScriptedClient.Gone()
                case 3: return line == "QUIT" || line == "RSET" ? nil : "451 4.3.0 later"
                default: return line == "QUIT" || line == "RSET" ? nil : "550 5.0.0 never"
                }
                return nil
            }
        } body: { server in
            let transport = try server.transport { $0.pool.size = 4 }
            let results = try await sendAll(transport)
            await transport.shutdown()
            let received = numbers(server.mails)
            #expect(Set(received).count == received.count, "a mail came twice")
            for (number, result) in results {
                switch result.outcome {
                case .sent: #expect(received.contains(number), "a mail was lost")
                case .refused, .failed: #expect(!received.contains(number), "a mail came that was said not to be sent")
                case .unknown, .skipped: break
                }
            }
            #expect(results.count == Self.count)
            let sent = results.values.count { $0.outcome == .sent }
            #expect(sent > Self.count / 3)
        }
    }
}

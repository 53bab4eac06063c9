import Foundation
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ThroughlineMail

/// Very many mails through one pool. `THROUGHLINE_MAIL_COUNT` says how many, and that memory is measured: nothing else may
/// run beside it then. 2,000 by default.
@Suite("SMTP in bulk", .serialized, .timeLimit(.minutes(30)))
struct BulkTests {
    private static let askedCount = ProcessInfo.processInfo.environment["THROUGHLINE_MAIL_COUNT"].flatMap { Int($0) }
    private static let count = askedCount ?? 2000
    private static let senders = 20
    /// How much more memory may be resident after nine tenths of the mails than after one tenth. Without a limit somewhere,
    /// eight thousand mails and their results would be more.
    private static let memoryBound = 8 * 1024 * 1024

    /// Sends mails from many tasks, in batches of different lengths, each of which takes a connection.
    private func sendAll(_ transport: SMTPTransport, to sink: Sink) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<Self.senders {
                group.addTask {
                    var numbers = Array(stride(from: sender, to: Self.count, by: Self.senders))[...]
                    while !numbers.isEmpty {
                        let batch = numbers.prefix(1 + numbers.count % 7)
                        numbers = numbers.dropFirst(batch.count)
                        try await self.send(Array(batch), transport, to: sink)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func send(_ numbers: [Int], _ transport: SMTPTransport, to sink: Sink) async throws {
        let mails = try numbers.map { try mail($0) }
        let connection = try await open(transport)
        for (index, mail) in mails.enumerated() {
            let next = index + 1 < mails.count ? mails[index + 1] : nil
            do {
                sink.set(try await connection.deliver(mail, before: next).outcome, of: numbers[index])
            } catch {
                sink.set(.failed, of: numbers[index])
            }
        }
        try await connection.close()
    }

    /// A connection, at the tenth attempt at the latest: the server may be busy.
    private func open(_ transport: SMTPTransport) async throws -> any MailConnection {
        for _ in 0..<9 {
            if let connection = try? await transport.open() { return connection }
        }
        return try await transport.open()
    }

    private func mail(_ number: Int) throws -> EncodedMail {
        try EncodedMail(
            rfc822:
                "Message-ID: <\(number)@bulk.test>\r\nSubject: bulk\r\n\r\n\(String(repeating: "x", count: 900))\r\n"
                .utf8,
            envelope: MailEnvelope(sender: "a@x.test", recipients: ["b@x.test"])
        )
    }

    @Test("None is lost, none comes twice, and memory stays as it is")
    func all() async throws {
        let sink = Sink(count: Self.count)
        try await ScriptedServer.run(keepsLog: false) { client in
            try await client.welcome()
            try await client.serve(onContent: sink.take)
        } body: { server in
            let transport = try server.transport { $0.pool.size = 4 }
            try await sendAll(transport, to: sink)
            await transport.shutdown()
            let outcomes = sink.outcomes
            #expect(outcomes.allSatisfy { $0 == .sent })
            #expect(sink.taken.allSatisfy { $0 == 1 })
            // Each connection carried its share.
            #expect(server.connections < Self.count / 20 + 5)
            checkMemory(sink)
        }
    }

    @Test(
        "With a server that fails at every step: what was said to be sent came once, what was not did not, and only where nobody can know is it said so",
        arguments: [false, true]
    )
    func faults(_ isEncrypted: Bool) async throws {
        let sink = Sink(count: Self.count)
        let context = isEncrypted ? try TestCertificates.server() : nil
        try await ScriptedServer.run(implicitTLS: context, keepsLog: false) { client in
            var generator = SeededGenerator(seed: UInt64(client.number))
            if client.number % 11 == 3 { return try await client.send("421 4.3.2 too busy") }
            try await client.welcome(client.number % 5 == 0 ? [] : ["PIPELINING"])
            try await client.serve(
                { line in
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
                },
                onContent: sink.take
            )
        } body: { server in
            let transport = try server.transport(security: isEncrypted ? .implicitTLS : .none) { $0.pool.size = 4 }
            try await sendAll(transport, to: sink)
            await transport.shutdown()
            let outcomes = sink.outcomes
            for (number, outcome) in outcomes.enumerated() {
                switch outcome {
                case .sent: #expect(sink.taken[number] == 1, "a mail was lost, or came twice")
                case .refused, .failed:
                    #expect(sink.taken[number] == 0, "a mail came that was said not to be sent")
                case .unknown:
                    #expect(sink.ended[number] == 1, "nobody can have taken a mail of which the end never came")
                case .skipped, nil: Issue.record("a mail has no outcome")
                }
            }
            #expect(outcomes.count { $0 == .sent } > Self.count / 3)
            #expect(outcomes.count { $0 == .unknown } < Self.count / 10)
            checkMemory(sink)
        }
    }

    private func checkMemory(_ sink: Sink) {
        guard Self.askedCount != nil, let early = sink.memory.early, let late = sink.memory.late else { return }
        print("resident memory: \(early / 1024) KB after 1/10 of the mails, \(late / 1024) KB after 9/10")
        #expect(late - early < Self.memoryBound)
    }
}

/// What becomes of the mails of one run: what arrived of each, and what was said of it.
private final class Sink: Sendable {
    private let state: Mutex<State>

    private struct State {
        /// How often each mail's end came, and how often it was taken over.
        var ended: [UInt8]
        var taken: [UInt8]
        var outcomes: [DeliveryResult.Outcome?]
        var total = 0
        var memory = (early: Int?.none, late: Int?.none)
    }

    init(count: Int) {
        state = Mutex(
            State(
                ended: Array(repeating: 0, count: count),
                taken: Array(repeating: 0, count: count),
                outcomes: Array(repeating: nil, count: count)
            )
        )
    }

    var ended: [UInt8] { state.withLock(\.ended) }
    var taken: [UInt8] { state.withLock(\.taken) }
    var outcomes: [DeliveryResult.Outcome?] { state.withLock(\.outcomes) }

    func set(_ outcome: DeliveryResult.Outcome, of number: Int) {
        state.withLock { $0.outcomes[number] = outcome }
    }

    /// How much memory was resident after a tenth of the mails, and after nine tenths.
    var memory: (early: Int?, late: Int?) { state.withLock(\.memory) }

    /// Counts a mail by its `Message-ID`.
    @Sendable
    func take(_ content: String, isTaken: Bool) {
        guard let number = Int(content.dropFirst("Message-ID: <".count).prefix { $0.isNumber }) else { return }
        state.withLock { state in
            guard isTaken else {
                state.ended[number] &+= 1
                state.total += 1
                if state.total == state.ended.count / 10 { state.memory.early = Self.residentMemory }
                if state.total == state.ended.count / 10 * 9 { state.memory.late = Self.residentMemory }
                return
            }
            state.taken[number] &+= 1
        }
    }

    /// In bytes; `nil` where the system does not tell.
    private static var residentMemory: Int? {
        guard let text = try? String(contentsOf: URL(filePath: "/proc/self/statm"), encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(getpagesize()) }
    }
}

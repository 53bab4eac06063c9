import Foundation
import GRDB
import Synchronization
import Testing
import ThroughlineInbox

@Suite("An entry in the broker", .timeLimit(.minutes(5)))
struct ProtectionTests {
    private let key: PayloadKey

    init() throws {
        key = try PayloadKey(name: "k", secret: Array(repeating: 7, count: 32))
    }

    private struct Tagged: InboxMiddleware {
        var tags: [String: String] = ["tenant": "acme"]

        func beforePush(_ request: IncomingRequest) async throws -> Additions { Additions(metadata: tags) }
    }

    @Test("is not to be read by who has no key, and is processed by who has")
    func encrypted() async throws {
        let path = TemporaryFile.path()
        var options = Inbox.Options.quick()
        options.payloads = .encrypted(try PayloadKeys([key]))
        let record = Record()
        let inbox = try Inbox(events: SQLiteBroker(path: path), options: options) { visit, _ in record.add(visit) }
        let id = try #require(
            try await inbox.receiving { try await $0.post(Visit(kind: "secret", number: 1).json).id }
        )
        #expect(try await inbox.operations.entry(id)?.payload == nil)
        let stored = try #require(try await inbox.broker.entry(id)).message
        #expect(!String(decoding: stored, as: UTF8.self).contains("secret"))
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(record.numbers == [1])
    }

    @Test("goes to the error queue when somebody has changed it, what goes along with it included")
    func forged() async throws {
        let path = TemporaryFile.path()
        var options = Inbox.Options.quick()
        options.payloads = .signed(try PayloadKeys([key]))
        options.middleware = [Tagged()]
        let record = Record()
        let inbox = try Inbox(events: SQLiteBroker(path: path), options: options) { visit, _ in record.add(visit) }
        try await inbox.receiving { client async throws in
            for number in 0..<3 { _ = try await client.post(Visit(number: number).json) }
        }
        try await DatabaseQueue(path: path).write { db in
            let changes = [(2, "\"number\":1", "\"number\":9"), (3, "acme", "evil")]
            for (place, old, new) in changes {
                let find = "SELECT message FROM throughline_jobs WHERE seq = ?"
                var message = try #require(try Data.fetchOne(db, sql: find, arguments: [place]))
                let range = try #require(message.range(of: Data(old.utf8)))
                message.replaceSubrange(range, with: Data(new.utf8))
                try db.execute(
                    sql: "UPDATE throughline_jobs SET message = ? WHERE seq = ?",
                    arguments: [message, place]
                )
            }
        }
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(record.numbers == [0])
        #expect(try await inbox.operations.errors(.route("events")).count == 2)
    }

    @Test("has metadata of 16 KiB at most: what is longest is left out")
    func metadata() async throws {
        var options = Inbox.Options.quick()
        options.middleware = [
            Tagged(tags: ["a": "1", "long": String(repeating: "x", count: 17_000), "b": "2"])
        ]
        let inbox = try Inbox(events: InMemoryBroker(), options: options)
        let id = try #require(try await inbox.receiving { try await $0.post(Visit().json).id })
        #expect(try await inbox.operations.entry(id)?.metadata == ["a": "1", "b": "2"])
    }
}

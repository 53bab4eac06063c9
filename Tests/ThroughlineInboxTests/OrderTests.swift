import Foundation
import Synchronization
import TestSupport
import Testing
import ThroughlineInbox

@Suite("A route in order", .timeLimit(.minutes(5)))
struct OrderTests {
    /// Posts numbered visits, of several keys by turns, one after the other.
    private func post(_ numbers: Range<Int>, keys: Int, to inbox: Inbox) async throws {
        try await inbox.receiving { client async throws in
            for number in numbers {
                let visit = Visit(key: "k\(number % keys)", number: number)
                #expect(try await client.post(visit.json).status == 202)
            }
        }
    }

    @Test("processes one after the other as they came, also those that fail at first", arguments: [1, 4])
    func order(_ keys: Int) async throws {
        let record = Record()
        let running = Mutex<Set<String>>([])
        let order: ProcessingOrder<Visit> = keys == 1 ? .sequential : .key { $0.key }
        let inbox = try Inbox(
            events: SQLiteBroker(path: TemporaryFile.path()),
            order: order,
            options: .quick(concurrency: 8)
        ) { visit, context in
            #expect(running.withLock { $0.insert(visit.key).inserted })
            defer { running.withLock { _ = $0.remove(visit.key) } }
            await Task.yield()
            if visit.number.map({ $0 % 3 == 0 }) == true, context.retries == 0 { throw Unlucky() }
            record.add(visit)
        }
        try await inbox.processing {
            try await post(0..<60, keys: keys, to: inbox)
            try await inbox.waitUntilDone()
        }
        #expect(record.all.count == 60)
        for (_, visits) in Dictionary(grouping: record.all, by: \.key) {
            #expect(visits.compactMap(\.number) == visits.compactMap(\.number).sorted())
        }
    }

    @Test("goes on with the next when one is in the error queue")
    func errorQueue() async throws {
        let record = Record()
        let inbox = try Inbox(events: InMemoryBroker(), order: .sequential, retries: 1) { visit, _ in
            if visit.number == 1 { throw Unlucky() }
            record.add(visit)
        }
        try await post(0..<4, keys: 1, to: inbox)
        try await inbox.processing { try await inbox.waitUntilDone() }
        #expect(record.numbers == [0, 2, 3])
        #expect(try await inbox.operations.errors(.route("events")).count == 1)
    }

    @Test("is kept across a clean restart, whatever is under way then")
    func restart() async throws {
        let path = TemporaryFile.path()
        let record = Record()
        let reached = Signal()
        let hangs = Mutex(true)
        var options = Inbox.Options.quick()
        // The shutdown interrupts what is under way.
        options.worker.drainTimeout = .milliseconds(1)
        func inbox() throws -> Inbox {
            try Inbox(events: SQLiteBroker(path: path), order: .key { $0.key }, options: options) { visit, _ in
                if visit.number == 20, hangs.withLock({ $0 }) {
                    reached.send()
                    try await Task.sleep(for: .seconds(3_600))
                }
                record.add(visit)
            }
        }
        let first = try inbox()
        try await post(0..<40, keys: 2, to: first)
        try await first.processing { await reached.wait() }
        #expect(record.all.count < 40)
        hangs.withLock { $0 = false }
        let second = try inbox()
        try await second.processing { try await second.waitUntilDone() }
        for key in ["k0", "k1"] {
            let numbers = record.all.filter { $0.key == key }.compactMap(\.number)
            #expect(numbers == numbers.sorted())
            #expect(numbers.count == 20)
        }
    }
}

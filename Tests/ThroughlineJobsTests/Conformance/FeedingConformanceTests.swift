import Foundation
import Testing
import ThroughlineJobs

@Suite("Every broker: what comes in")
struct FeedingConformanceTests {
    @Test("remembers that a queue is closed, and keeps nobody out", arguments: BrokerKind.allCases)
    func closed(_ kind: BrokerKind) async throws {
        let broker = try await kind.make().broker
        #expect(try await broker.isClosed("q") == false)
        try await broker.setClosed(true, queue: "q")
        #expect(try await broker.isClosed("q"))
        #expect(try await broker.isClosed("other") == false)
        #expect(try await broker.statistics().map(\.isClosed) == [true])
        _ = try await broker.enqueue([.plain()])
        #expect(try await broker.claim(.of("q")).count == 1)
        try await broker.setClosed(false, queue: "q")
        #expect(try await broker.isClosed("q") == false)
    }

    @Test(
        "tells a job with a key that is taken, and another digest, from one that is the same",
        arguments: BrokerKind.allCases
    )
    func digest(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        func entry(_ digest: [UInt8]?) -> BrokerEntry {
            BrokerEntry(
                id: JobID(),
                queue: "q",
                uniqueKey: "k",
                uniqueDigest: digest,
                uniqueWindow: .seconds(60),
                message: []
            )
        }
        let first = entry([1])
        #expect(try await test.broker.enqueue([first]) == [.enqueued(first.id)])
        #expect(try await test.broker.enqueue([entry([1])]) == [.duplicate(of: first.id)])
        #expect(try await test.broker.enqueue([entry([2])]) == [.conflict(with: first.id)])
        #expect(try await test.broker.enqueue([entry(nil)]) == [.duplicate(of: first.id)])
        let claim = try #require(try await test.broker.claim(.of("q")).first?.claim)
        _ = try await test.broker.settle([Settlement(claim: claim, outcome: .succeeded(result: nil))])
        #expect(try await test.broker.enqueue([entry([2])]) == [.conflict(with: first.id)])

        test.clock.advance(by: 60)
        let second = entry([2])
        #expect(try await test.broker.enqueue([second]) == [.enqueued(second.id)])
    }

    @Test("rescues jobs of the queues that it is asked for", arguments: BrokerKind.allCases)
    func rescueQueues(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue([.plain(queue: "a"), .plain(queue: "b")])
        _ = try await test.broker.claim(.of("a"))
        _ = try await test.broker.claim(.of("b"))
        test.clock.advance(by: 60)
        func rescue(_ queues: [String]?) async throws -> [String] {
            let request = RescueRequest(worker: "r", lease: .seconds(10), limit: 9, queues: queues)
            return try await test.broker.rescue(request).map(\.entry.queue)
        }
        #expect(try await rescue(["c"]).isEmpty)
        #expect(try await rescue(["b", "c"]) == ["b"])
        #expect(try await rescue(nil) == ["a"])
    }
}

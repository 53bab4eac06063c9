import Foundation
import Testing
import ThroughlineJobs

@Suite("Every broker: claims and leases")
struct ClaimConformanceTests {
    @Test("gives a job to one claimant, with what was stored, and counts the attempt", arguments: BrokerKind.allCases)
    func claimOnce(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entry = BrokerEntry(id: JobID(), queue: "mail", attemptLimit: 3, group: "g", message: [0, 1, 255])
        #expect(try await test.broker.enqueue([entry]) == [.enqueued(entry.id)])

        let claimed = try #require(try await test.broker.claim(.of("mail")).first)
        #expect(claimed.claim.job == entry.id)
        #expect(claimed.queue == "mail")
        #expect(claimed.attempt == 1)
        #expect(claimed.attemptLimit == 3)
        #expect(claimed.group == "g")
        #expect(claimed.message == [0, 1, 255])
        #expect(claimed.enqueued == test.clock.now)
        #expect(claimed.due == test.clock.now)
        #expect(try await test.broker.claim(.of("mail")).isEmpty)
        let stored = try #require(try await test.broker.entry(entry.id))
        #expect(stored.state == .running)
        #expect(stored.worker == "w")
        #expect(stored.leaseEnd == test.clock.now.addingTimeInterval(10))
    }

    @Test("never gives a job twice to claimants that ask at the same time", arguments: BrokerKind.allCases)
    func concurrentClaims(_ kind: BrokerKind) async throws {
        let broker = try await kind.make().broker
        _ = try await broker.enqueue((0..<200).map { _ in .plain() })
        let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for _ in 0..<40 { group.addTask { try await broker.claim(.of("q", limit: 7)).map(\.claim.job) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 200)
        #expect(Set(claimed).count == 200)
    }

    @Test("takes higher priorities first, and within one those first that came first", arguments: BrokerKind.allCases)
    func order(_ kind: BrokerKind) async throws {
        let broker = try await kind.make().broker
        let entries = [0, 5, 0, 5, -1].map { BrokerEntry.plain(priority: $0) }
        _ = try await broker.enqueue(entries)
        let order = try await broker.claim(.of("q")).map(\.claim.job)
        #expect(order == [1, 3, 0, 2, 4].map { entries[$0].id })
    }

    @Test("takes nothing before its time, and knows when that is", arguments: BrokerKind.allCases)
    func delay(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let start = test.clock.now.addingTimeInterval(60)
        let entry = BrokerEntry.plain(start: start)
        _ = try await test.broker.enqueue([entry])
        #expect(try await test.broker.claim(.of("q")).isEmpty)
        #expect(try await test.broker.entry(entry.id)?.state == .scheduled)
        #expect(try await test.broker.nextStart(in: ["q"]) == start)
        #expect(try await test.broker.nextStart(in: ["other"]) == nil)

        test.clock.advance(by: 60)
        #expect(try await test.broker.claim(.of("q")).map(\.due) == [start])
    }

    @Test(
        "gives each queue its share, and the rest to whichever has work, within limits",
        arguments: BrokerKind.allCases
    )
    func shares(_ kind: BrokerKind) async throws {
        let broker = try await kind.make().broker
        _ = try await broker.enqueue((0..<20).map { .plain(queue: $0 < 10 ? "a" : "b") })
        func claim(_ a: (Int, Int), _ b: (Int, Int)) async throws -> [String: Int] {
            let request = ClaimRequest(
                worker: "w",
                lease: .seconds(10),
                limit: 6,
                queues: [
                    QueueShare(queue: "a", share: a.0, limit: a.1), QueueShare(queue: "b", share: b.0, limit: b.1),
                ]
            )
            return try await broker.claim(request).reduce(into: [:]) { $0[$1.queue, default: 0] += 1 }
        }
        #expect(try await claim((4, 6), (2, 6)) == ["a": 4, "b": 2])
        #expect(try await claim((3, 1), (3, 6)) == ["a": 1, "b": 5])
        #expect(try await claim((6, 6), (0, 6)) == ["a": 5, "b": 1])
    }

    @Test("lets a lease run out, and rescues the job once, for another attempt", arguments: BrokerKind.allCases)
    func rescue(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue([.plain(attemptLimit: 2)])
        let first = try #require(try await test.broker.claim(.of("q")).first)
        test.clock.advance(by: 9)
        #expect(try await test.broker.rescue(.by("r")).isEmpty)
        test.clock.advance(by: 1)
        let rescued = try await test.broker.rescue(.by("r"))
        let lost = try #require(rescued.first)
        #expect(rescued.count == 1)
        #expect(lost.entry.claim.job == first.claim.job)
        #expect(lost.entry.claim.number != first.claim.number)
        #expect(lost.entry.attempt == 1)
        #expect(lost.entry.message == first.message)
        #expect(lost.worker == "w")
        #expect(!lost.isCancelling)
        #expect(try await test.broker.rescue(.by("s")).isEmpty)
        #expect(try await test.broker.claim(.of("q")).isEmpty)
        #expect(try await test.broker.settle(.retry(at: test.clock.now, error: "lost"), lost.entry.claim) == .settled)

        let second = try #require(try await test.broker.claim(.of("q")).first)
        #expect(second.claim.job == first.claim.job)
        #expect(second.claim.number != first.claim.number)
        #expect(second.attempt == 2)
    }

    @Test("rescues a job from a rescuer that dies, and knows who ran it", arguments: BrokerKind.allCases)
    func rescueFromRescuer(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue([.plain(attemptLimit: 1)])
        _ = try await test.broker.claim(.of("q"))
        test.clock.advance(by: 11)
        let first = try #require(try await test.broker.rescue(.by("r")).first)
        test.clock.advance(by: 9)
        #expect(try await test.broker.rescue(.by("s")).isEmpty)
        test.clock.advance(by: 1)
        let second = try #require(try await test.broker.rescue(.by("s")).first)
        #expect(second.worker == "w")
        #expect(second.entry.attempt == 1)
        let followers = [BrokerEntry.plain(queue: "f")]
        #expect(try await test.broker.settle(.dead(error: "late"), first.entry.claim, followers) == .lost)
        #expect(try await test.broker.settle(.dead(error: "lost"), second.entry.claim, followers) == .settled)
        #expect(try await test.broker.entry(second.entry.claim.job)?.state == .dead)
        #expect(try await test.broker.claim(.of("f")).count == 1)
    }

    @Test("rescues no more at once than it is asked to", arguments: BrokerKind.allCases)
    func rescueLimit(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue((0..<5).map { _ in .plain() })
        _ = try await test.broker.claim(.of("q"))
        test.clock.advance(by: 11)
        #expect(try await test.broker.rescue(.by("r", limit: 2)).count == 2)
        #expect(try await test.broker.rescue(.by("r", limit: 9)).count == 3)
    }

    @Test("rescues nobody's own jobs from himself", arguments: BrokerKind.allCases)
    func rescueSparing(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue((0..<4).map { _ in .plain() })
        let own = try await test.broker.claim(.of("q", limit: 2, worker: "r")).map(\.claim)
        let others = try await test.broker.claim(.of("q", limit: 2)).map(\.claim)
        test.clock.advance(by: 11)
        var request = RescueRequest.by("r", limit: 2)
        request.sparing = Set(own)
        #expect(Set(try await test.broker.rescue(request).map(\.entry.claim.job)) == Set(others.map(\.job)))
        #expect(try await test.broker.extend(own, lease: .seconds(1)) == [.held, .held])
    }

    @Test("lets either the claimant settle a job or somebody rescue it, not both", arguments: BrokerKind.allCases)
    func rescueRace(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue((0..<40).map { _ in .plain() })
        let claimed = try await test.broker.claim(.of("q"))
        test.clock.advance(by: 11)
        async let rescued = test.broker.rescue(.by("r"))
        let settled = try await withThrowingTaskGroup(of: Bool.self) { group in
            for entry in claimed {
                group.addTask { try await test.broker.settle(.succeeded(result: nil), entry.claim) == .settled }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(try await rescued.count + settled == 40)
    }

    @Test("extends a lease for who has it, and for nobody else", arguments: BrokerKind.allCases)
    func extend(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue([.plain(attemptLimit: 5)])
        let first = try #require(try await test.broker.claim(.of("q")).first)
        test.clock.advance(by: 9)
        #expect(try await test.broker.extend([first.claim], lease: .seconds(10)) == [.held])
        test.clock.advance(by: 9)
        #expect(try await test.broker.rescue(.by("r")).isEmpty)
        test.clock.advance(by: 1)
        let rescued = try #require(try await test.broker.rescue(.by("r")).first)
        #expect(try await test.broker.extend([first.claim], lease: .seconds(10)) == [.lost])
        _ = try await test.broker.settle(.retry(at: test.clock.now, error: ""), rescued.entry.claim)
        let second = try #require(try await test.broker.claim(.of("q")).first)
        let states = try await test.broker.extend([first.claim, second.claim], lease: .seconds(10))
        #expect(states == [.lost, .held])
    }

    @Test("claims nothing from a queue that is paused, or full", arguments: BrokerKind.allCases)
    func pauseAndLimit(_ kind: BrokerKind) async throws {
        let broker = try await kind.make().broker
        _ = try await broker.enqueue((0..<5).map { _ in .plain() })
        try await broker.setPaused(true, queue: "q")
        #expect(try await broker.claim(.of("q")).isEmpty)
        #expect(try await broker.statistics().first?.isPaused == true)
        try await broker.setPaused(false, queue: "q")
        try await broker.setLimit(2, queue: "q")
        let two = try await broker.claim(.of("q"))
        #expect(two.count == 2)
        #expect(try await broker.claim(.of("q")).isEmpty)
        _ = try await broker.settle([Settlement(claim: two[0].claim, outcome: .succeeded(result: nil))])
        #expect(try await broker.claim(.of("q")).count == 1)
        try await broker.setLimit(nil, queue: "q")
        #expect(try await broker.claim(.of("q")).count == 2)
    }
}

extension ClaimRequest {
    static func of(_ queue: String, limit: Int = 100, worker: String = "w") -> Self {
        Self(
            worker: worker,
            lease: .seconds(10),
            limit: limit,
            queues: [QueueShare(queue: queue, share: limit, limit: limit)]
        )
    }
}

extension RescueRequest {
    static func by(_ worker: String, limit: Int = 100) -> Self {
        Self(worker: worker, lease: .seconds(10), limit: limit)
    }
}

extension Broker {
    /// Settles one job.
    func settle(
        _ outcome: Settlement.Outcome,
        _ claim: ClaimID,
        _ followers: [BrokerEntry] = []
    ) async throws -> SettlementResult {
        try await settle([Settlement(claim: claim, outcome: outcome, followers: followers)])[0]
    }
}

extension BrokerEntry {
    static func plain(
        queue: String = "q",
        priority: Int = 0,
        start: Date? = nil,
        attemptLimit: Int = 3,
        group: String? = nil,
        keep: Duration? = nil
    ) -> Self {
        Self(
            id: JobID(),
            queue: queue,
            priority: priority,
            start: start,
            attemptLimit: attemptLimit,
            group: group,
            keep: keep,
            message: [1]
        )
    }
}

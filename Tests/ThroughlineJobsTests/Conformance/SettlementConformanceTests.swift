import Foundation
import Testing
import ThroughlineJobs

@Suite("Every broker: how jobs end")
struct SettlementConformanceTests {
    /// A job that is claimed.
    private func claimed(_ entry: BrokerEntry, _ test: BrokerUnderTest) async throws -> ClaimedEntry {
        _ = try await test.broker.enqueue([entry])
        return try #require(try await test.broker.claim(.of("q")).first)
    }

    private func settle(
        _ claim: ClaimID,
        _ outcome: Settlement.Outcome,
        followers: [BrokerEntry] = [],
        _ test: BrokerUnderTest
    ) async throws -> [Bool] {
        try await test.broker.settle([Settlement(claim: claim, outcome: outcome, followers: followers)])
    }

    @Test("deletes a job that succeeded and need not be kept", arguments: BrokerKind.allCases)
    func success(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(), test)
        #expect(try await settle(job.claim, .succeeded(result: [1]), test) == [true])
        #expect(try await test.broker.entry(job.claim.job) == nil)
        #expect(try await test.broker.statistics().first?.succeeded == 1)
        #expect(try await settle(job.claim, .succeeded(result: nil), test) == [false])
    }

    @Test("keeps a job's result for as long as it was asked to", arguments: BrokerKind.allCases)
    func keep(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(keep: .seconds(60)), test)
        _ = try await settle(job.claim, .succeeded(result: [7]), test)
        let stored = try #require(try await test.broker.entry(job.claim.job))
        #expect(stored.state == .succeeded)
        #expect(stored.result == [7])
        #expect(stored.ended == test.clock.now)
        test.clock.advance(by: 59)
        #expect(try await test.broker.purge(limit: 10) == 0)
        test.clock.advance(by: 1)
        #expect(try await test.broker.purge(limit: 10) == 1)
        #expect(try await test.broker.entry(job.claim.job) == nil)
    }

    @Test("tries again at the time that was said, and counts", arguments: BrokerKind.allCases)
    func retry(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(), test)
        let later = test.clock.now.addingTimeInterval(5)
        #expect(try await settle(job.claim, .retry(at: later, error: "no"), test) == [true])
        #expect(try await test.broker.claim(.of("q")).isEmpty)
        #expect(try await test.broker.entry(job.claim.job)?.error == "no")
        test.clock.advance(by: 5)
        let again = try #require(try await test.broker.claim(.of("q")).first)
        #expect(again.attempt == 2)
        #expect(again.due == later)
        #expect(again.enqueued == job.enqueued)
    }

    @Test("gives an attempt back that did not take place", arguments: BrokerKind.allCases)
    func release(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(), test)
        #expect(try await settle(job.claim, .released(at: test.clock.now), test) == [true])
        #expect(try await test.broker.claim(.of("q")).map(\.attempt) == [1])
    }

    @Test("keeps dead letters until somebody looks at them", arguments: BrokerKind.allCases)
    func dead(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(keep: .seconds(1)), test)
        #expect(try await settle(job.claim, .dead(error: "why"), test) == [true])
        test.clock.advance(by: 1_000_000)
        #expect(try await test.broker.purge(limit: 10) == 0)
        let stored = try #require(try await test.broker.entry(job.claim.job))
        #expect(stored.state == .dead)
        #expect(stored.error == "why")
        #expect(try await test.broker.statistics().map(\.dead) == [1])
        #expect(try await test.broker.statistics().map(\.failed) == [1])

        #expect(try await test.broker.requeue([job.claim.job]) == [true])
        #expect(try await test.broker.claim(.of("q")).map(\.attempt) == [1])
        #expect(try await test.broker.requeue([job.claim.job]) == [false])
    }

    @Test("lets nobody settle a job who has lost it", arguments: BrokerKind.allCases)
    func fencing(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let first = try await claimed(.plain(keep: .seconds(60)), test)
        test.clock.advance(by: 11)
        _ = try await test.broker.rescue(limit: 1)
        let outcomes: [Settlement.Outcome] = [
            .succeeded(result: [1]), .retry(at: test.clock.now, error: ""), .failed(error: ""), .dead(error: ""),
            .cancelled, .released(at: test.clock.now),
        ]
        for outcome in outcomes {
            #expect(try await settle(first.claim, outcome, followers: [.plain(queue: "f")], test) == [false])
        }
        let second = try #require(try await test.broker.claim(.of("q")).first)
        for outcome in outcomes {
            #expect(try await settle(first.claim, outcome, followers: [.plain(queue: "f")], test) == [false])
        }
        #expect(try await settle(second.claim, .succeeded(result: [2]), test) == [true])
        #expect(try await test.broker.entry(second.claim.job)?.result == [2])
        #expect(try await test.broker.claim(.of("f")).isEmpty)
    }

    @Test("enqueues what follows in the same moment", arguments: BrokerKind.allCases)
    func followers(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(), test)
        let next = BrokerEntry.plain()
        #expect(try await settle(job.claim, .succeeded(result: nil), followers: [next], test) == [true])
        #expect(try await test.broker.claim(.of("q")).map(\.claim.job) == [next.id])
    }

    @Test("cancels what waits at once, and tells who runs it", arguments: BrokerKind.allCases)
    func cancel(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let running = try await claimed(.plain(keep: .seconds(60)), test)
        let waiting = BrokerEntry.plain()
        _ = try await test.broker.enqueue([waiting])
        #expect(try await test.broker.cancel([running.claim.job, waiting.id, JobID()]) == [true, true, false])
        #expect(try await test.broker.entry(waiting.id) == nil)
        #expect(try await test.broker.claim(.of("q")).isEmpty)
        #expect(try await test.broker.extend([running.claim], lease: .seconds(10)) == [.cancelling])
        #expect(try await settle(running.claim, .cancelled, test) == [true])
        #expect(try await test.broker.entry(running.claim.job)?.state == .cancelled)
    }

    @Test("cancels a job whose worker died before it could", arguments: BrokerKind.allCases)
    func cancelLost(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let job = try await claimed(.plain(keep: .seconds(60)), test)
        _ = try await test.broker.cancel([job.claim.job])
        test.clock.advance(by: 11)
        #expect(try await test.broker.rescue(limit: 1).count == 1)
        #expect(try await test.broker.entry(job.claim.job)?.state == .cancelled)
    }

    @Test("takes one of those with the same key, until the job has ended", arguments: BrokerKind.allCases)
    func unique(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        func unique() -> BrokerEntry {
            var entry = BrokerEntry.plain()
            entry.uniqueKey = "k"
            return entry
        }
        let first = unique()
        #expect(try await test.broker.enqueue([first, unique()]) == [.enqueued(first.id), .duplicate(of: first.id)])
        let claimed = try #require(try await test.broker.claim(.of("q")).first)
        #expect(try await test.broker.enqueue([unique()]) == [.duplicate(of: first.id)])
        _ = try await settle(claimed.claim, .succeeded(result: nil), test)
        let next = unique()
        #expect(try await test.broker.enqueue([next]) == [.enqueued(next.id)])
    }

    @Test("takes one of those with the same key within a window, ended or not", arguments: BrokerKind.allCases)
    func uniqueWindow(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        var first = BrokerEntry.plain()
        first.uniqueKey = "k"
        first.uniqueWindow = .seconds(60)
        let claimed = try await claimed(first, test)
        _ = try await settle(claimed.claim, .succeeded(result: nil), test)
        var second = first
        second.id = JobID()
        #expect(try await test.broker.enqueue([second]) == [.duplicate(of: first.id)])
        test.clock.advance(by: 60)
        #expect(try await test.broker.enqueue([second]) == [.enqueued(second.id)])
    }

    @Test("finds, counts and deletes", arguments: BrokerKind.allCases)
    func administration(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let entries = (0..<5).map { BrokerEntry.plain(queue: $0 < 3 ? "q" : "r", group: $0 % 2 == 0 ? "even" : nil) }
        _ = try await test.broker.enqueue(entries)
        _ = try await test.broker.claim(.of("r", limit: 1))
        let all = try await test.broker.entries(EntryFilter())
        #expect(all.map(\.id) == entries.map(\.id))
        #expect(try await test.broker.entries(EntryFilter(queue: "r")).count == 2)
        #expect(try await test.broker.entries(EntryFilter(states: [.running])).map(\.id) == [entries[3].id])
        let even = try await test.broker.entries(EntryFilter(group: "even", after: entries[0].id, limit: 1))
        #expect(even.map(\.id) == [entries[2].id])
        #expect(try await test.broker.counts(EntryFilter()) == [.ready: 4, .running: 1])
        #expect(try await test.broker.delete([entries[0].id, entries[3].id, JobID()]) == [true, false, false])
        #expect(try await test.broker.counts(EntryFilter(group: "even")) == [.ready: 2])
        let statistics = try await test.broker.statistics()
        #expect(statistics.map(\.queue) == ["q", "r"])
        #expect(statistics.map(\.ready) == [2, 1])
        #expect(statistics.map(\.running) == [0, 1])
        #expect(statistics.map(\.oldestDue) == [test.clock.now, test.clock.now])
    }

    @Test("tells who waits that there is work", .timeLimit(.minutes(1)), arguments: BrokerKind.allCases)
    func notification(_ kind: BrokerKind) async throws {
        let test = try kind.make()
        let number = test.broker.workNumber()
        async let waiting: Void = test.broker.waitForWork(since: number, timeout: .seconds(3_600))
        _ = try await test.broker.enqueue([.plain()])
        await waiting
        // What came before the waiting began is not lost either.
        await test.broker.waitForWork(since: number, timeout: .seconds(3_600))
    }
}

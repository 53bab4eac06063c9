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

    @Test("deletes a job that succeeded and need not be kept", arguments: BrokerKind.allCases)
    func success(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let job = try await claimed(.plain(), test)
        #expect(try await test.broker.settle(.succeeded(result: [1]), job.claim) == .settled)
        #expect(try await test.broker.entry(job.claim.job) == nil)
        #expect(try await test.broker.statistics().first?.succeeded == 1)
        #expect(try await test.broker.settle(.succeeded(result: nil), job.claim) == .lost)
    }

    @Test("keeps a job's result for as long as it was asked to", arguments: BrokerKind.allCases)
    func keep(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let job = try await claimed(.plain(keep: .seconds(60)), test)
        _ = try await test.broker.settle(.succeeded(result: [7]), job.claim)
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
        let test = try await kind.make()
        let job = try await claimed(.plain(), test)
        let later = test.clock.now.addingTimeInterval(5)
        #expect(try await test.broker.settle(.retry(at: later, error: "no"), job.claim) == .settled)
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
        let test = try await kind.make()
        let job = try await claimed(.plain(), test)
        #expect(try await test.broker.settle(.released(at: test.clock.now), job.claim) == .settled)
        #expect(try await test.broker.claim(.of("q")).map(\.attempt) == [1])
    }

    @Test("keeps dead letters until somebody looks at them", arguments: BrokerKind.allCases)
    func dead(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let job = try await claimed(.plain(keep: .seconds(1)), test)
        #expect(try await test.broker.settle(.dead(error: "why"), job.claim) == .settled)
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
        let test = try await kind.make()
        let first = try await claimed(.plain(keep: .seconds(60)), test)
        test.clock.advance(by: 11)
        let rescued = try #require(try await test.broker.rescue(.by("r")).first)
        let outcomes: [Settlement.Outcome] = [
            .succeeded(result: [1]), .retry(at: test.clock.now, error: ""), .failed(error: ""), .dead(error: ""),
            .cancelled, .released(at: test.clock.now),
        ]
        for outcome in outcomes {
            #expect(try await test.broker.settle(outcome, first.claim, [.plain(queue: "f")]) == .lost)
        }
        _ = try await test.broker.settle(.retry(at: test.clock.now, error: ""), rescued.entry.claim)
        let second = try #require(try await test.broker.claim(.of("q")).first)
        for outcome in outcomes {
            #expect(try await test.broker.settle(outcome, first.claim, [.plain(queue: "f")]) == .lost)
        }
        #expect(try await test.broker.settle(.succeeded(result: [2]), second.claim) == .settled)
        #expect(try await test.broker.entry(second.claim.job)?.result == [2])
        #expect(try await test.broker.claim(.of("f")).isEmpty)
    }

    @Test("enqueues what follows in the same moment", arguments: BrokerKind.allCases)
    func followers(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let job = try await claimed(.plain(), test)
        let next = BrokerEntry.plain()
        #expect(try await test.broker.settle(.succeeded(result: nil), job.claim, [next]) == .settled)
        #expect(try await test.broker.claim(.of("q")).map(\.claim.job) == [next.id])
    }

    @Test("cancels what waits at once, and tells who runs it", arguments: BrokerKind.allCases)
    func cancel(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let running = try await claimed(.plain(keep: .seconds(60)), test)
        let waiting = BrokerEntry.plain()
        _ = try await test.broker.enqueue([waiting])
        #expect(try await test.broker.cancel([running.claim.job, waiting.id, JobID()]) == [true, true, false])
        #expect(try await test.broker.entry(waiting.id) == nil)
        #expect(try await test.broker.claim(.of("q")).isEmpty)
        #expect(try await test.broker.extend([running.claim], lease: .seconds(10)) == [.cancelling])
        #expect(try await test.broker.settle(.cancelled, running.claim) == .settled)
        #expect(try await test.broker.entry(running.claim.job)?.state == .cancelled)
    }

    @Test("lets a job that is cancelled neither succeed nor go on", arguments: BrokerKind.allCases)
    func cancelRunning(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let outcomes: [Settlement.Outcome] = [
            .succeeded(result: [1]), .retry(at: test.clock.now, error: "no"), .released(at: test.clock.now),
        ]
        for keep in [nil, Duration.seconds(60)] {
            let job = try await claimed(.plain(keep: keep), test)
            #expect(try await test.broker.cancel([job.claim.job]) == [true])
            for outcome in outcomes {
                let followers = [BrokerEntry.plain(queue: "f")]
                #expect(try await test.broker.settle(outcome, job.claim, followers) == .cancelling)
            }
            #expect(try await test.broker.claim(.of("f")).isEmpty)
            #expect(try await test.broker.settle(.cancelled, job.claim) == .settled)
            #expect(try await test.broker.entry(job.claim.job)?.state == (keep == nil ? nil : .cancelled))
            #expect(try await test.broker.claim(.of("q")).isEmpty)
        }
    }

    @Test("tells who rescues a job that it is cancelled", arguments: BrokerKind.allCases)
    func cancelLost(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let job = try await claimed(.plain(keep: .seconds(60)), test)
        _ = try await test.broker.cancel([job.claim.job])
        test.clock.advance(by: 11)
        let lost = try #require(try await test.broker.rescue(.by("r")).first)
        #expect(lost.isCancelling)
        #expect(try await test.broker.settle(.cancelled, lost.entry.claim) == .settled)
        #expect(try await test.broker.entry(job.claim.job)?.state == .cancelled)
        // It was cancelled then, and not for ever.
        #expect(try await test.broker.requeue([job.claim.job]) == [true])
        let again = try #require(try await test.broker.claim(.of("q")).first)
        #expect(try await test.broker.settle(.succeeded(result: nil), again.claim) == .settled)
    }

    @Test("takes one of those with the same key, until the job has ended", arguments: BrokerKind.allCases)
    func unique(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        func unique() -> BrokerEntry {
            var entry = BrokerEntry.plain()
            entry.uniqueKey = "k"
            return entry
        }
        let first = unique()
        #expect(try await test.broker.enqueue([first, unique()]) == [.enqueued(first.id), .duplicate(of: first.id)])
        let claimed = try #require(try await test.broker.claim(.of("q")).first)
        #expect(try await test.broker.enqueue([unique()]) == [.duplicate(of: first.id)])
        _ = try await test.broker.settle(.succeeded(result: nil), claimed.claim)
        let next = unique()
        #expect(try await test.broker.enqueue([next]) == [.enqueued(next.id)])
    }

    @Test("gives a key back however the job ends, and to who asks for it again first", arguments: BrokerKind.allCases)
    func uniqueRequeue(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        func unique() -> BrokerEntry {
            var entry = BrokerEntry.plain(keep: .seconds(60))
            entry.uniqueKey = "k"
            return entry
        }
        let dead = try await claimed(unique(), test)
        _ = try await test.broker.settle(.dead(error: ""), dead.claim)
        let cancelled = unique()
        #expect(try await test.broker.enqueue([cancelled]) == [.enqueued(cancelled.id)])
        #expect(try await test.broker.requeue([dead.claim.job]) == [false])
        _ = try await test.broker.cancel([cancelled.id])
        let deleted = unique()
        #expect(try await test.broker.enqueue([deleted]) == [.enqueued(deleted.id)])
        _ = try await test.broker.delete([deleted.id])
        #expect(try await test.broker.requeue([dead.claim.job]) == [true])
        #expect(try await test.broker.enqueue([unique()]) == [.duplicate(of: dead.claim.job)])
        #expect(try await test.broker.requeue([cancelled.id]) == [false])
    }

    @Test("makes what has failed, was cancelled or waits due now", arguments: BrokerKind.allCases)
    func requeue(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let failed = try await claimed(.plain(keep: .seconds(60)), test)
        _ = try await test.broker.settle(.failed(error: "no"), failed.claim)
        let cancelled = BrokerEntry.plain(keep: .seconds(60))
        let scheduled = BrokerEntry.plain(start: test.clock.now.addingTimeInterval(60))
        _ = try await test.broker.enqueue([cancelled, scheduled])
        _ = try await test.broker.cancel([cancelled.id])
        let ids = [failed.claim.job, cancelled.id, scheduled.id]
        #expect(try await test.broker.requeue(ids + [JobID()]) == [true, true, true, false])
        #expect(try await test.broker.claim(.of("q")).map(\.claim.job) == ids)
        #expect(try await test.broker.entry(failed.claim.job)?.error == nil)
    }

    @Test("deletes no more at once than it is asked to, and dead letters that are old", arguments: BrokerKind.allCases)
    func purge(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        _ = try await test.broker.enqueue((0..<4).map { _ in .plain(keep: .seconds(1)) })
        for (index, job) in try await test.broker.claim(.of("q")).enumerated() {
            _ = try await test.broker.settle(index < 3 ? .succeeded(result: nil) : .dead(error: ""), job.claim)
        }
        test.clock.advance(by: 10)
        #expect(try await test.broker.purge(limit: 2) == 2)
        #expect(try await test.broker.purge(limit: 2) == 1)
        #expect(try await test.broker.purge(limit: 2, deadLetterAge: .seconds(11), queues: nil) == 0)
        #expect(try await test.broker.purge(limit: 2, deadLetterAge: .seconds(10), queues: ["other"]) == 0)
        #expect(try await test.broker.purge(limit: 2, deadLetterAge: .seconds(10), queues: ["q"]) == 1)
        #expect(try await test.broker.counts(EntryFilter()).isEmpty)
    }

    @Test("stores all of several jobs or none, and refuses what can never be stored", arguments: BrokerKind.allCases)
    func allOrNone(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let taken = BrokerEntry.plain()
        _ = try await test.broker.enqueue([taken])
        await #expect(throws: UnstorableError.self) { try await test.broker.enqueue([.plain(), taken, .plain()]) }
        #expect(try await test.broker.entries(EntryFilter()).map(\.id) == [taken.id])
    }

    @Test("goes on with a page where the last one ended, whatever became of that", arguments: BrokerKind.allCases)
    func paging(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = (0..<6).map { _ in BrokerEntry.plain(group: "g") }
        _ = try await test.broker.enqueue(entries)
        for filter in [EntryFilter(limit: 2), EntryFilter(group: "g", limit: 2), EntryFilter(queue: "q", limit: 2)] {
            var filter = filter
            let left = try await test.broker.entries(EntryFilter()).map(\.id)
            let page = try await test.broker.entries(filter)
            #expect(page.map(\.id) == Array(left.prefix(2)))
            filter.after = page[1].position
            _ = try await test.broker.delete([page[1].id])
            #expect(try await test.broker.entries(filter).map(\.id) == Array(left.dropFirst(2).prefix(2)))
        }
    }

    @Test("takes one of those with the same key within a window, ended or not", arguments: BrokerKind.allCases)
    func uniqueWindow(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        var first = BrokerEntry.plain()
        first.uniqueKey = "k"
        first.uniqueWindow = .seconds(60)
        let claimed = try await claimed(first, test)
        _ = try await test.broker.settle(.succeeded(result: nil), claimed.claim)
        var second = first
        second.id = JobID()
        #expect(try await test.broker.enqueue([second]) == [.duplicate(of: first.id)])
        test.clock.advance(by: 60)
        #expect(try await test.broker.enqueue([second]) == [.enqueued(second.id)])
    }

    @Test("finds, counts and deletes", arguments: BrokerKind.allCases)
    func administration(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = (0..<5).map { BrokerEntry.plain(queue: $0 < 3 ? "q" : "r", group: $0 % 2 == 0 ? "even" : nil) }
        _ = try await test.broker.enqueue(entries)
        _ = try await test.broker.claim(.of("r", limit: 1))
        let all = try await test.broker.entries(EntryFilter())
        #expect(all.map(\.id) == entries.map(\.id))
        #expect(try await test.broker.entries(EntryFilter(queue: "r")).count == 2)
        #expect(try await test.broker.entries(EntryFilter(states: [.running])).map(\.id) == [entries[3].id])
        let even = try await test.broker.entries(EntryFilter(group: "even", after: all[0].position, limit: 1))
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

    @Test("tells who waits that there is work", .timeLimit(.minutes(5)), arguments: BrokerKind.allCases)
    func notification(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let number = test.broker.workNumber()
        async let waiting: Void = test.broker.waitForWork(since: number, timeout: .seconds(3_600))
        _ = try await test.broker.enqueue([.plain()])
        await waiting
        // What came before the waiting began is not lost either.
        await test.broker.waitForWork(since: number, timeout: .seconds(3_600))
    }

    @Test(
        "lets who waits for work go when time is over, or the task is cancelled",
        .timeLimit(.minutes(5)),
        arguments: BrokerKind.allCases
    )
    func waiting(_ kind: BrokerKind) async throws {
        let broker = try await kind.make().broker
        // What a broker has seen when it is opened may count as new.
        await broker.waitForWork(since: broker.workNumber(), timeout: .milliseconds(50))
        let number = broker.workNumber()
        await broker.waitForWork(since: number, timeout: .milliseconds(1))
        #expect(broker.workNumber() == number)
        let waiting = Task { await broker.waitForWork(since: number, timeout: .seconds(3_600)) }
        waiting.cancel()
        await waiting.value
    }
}

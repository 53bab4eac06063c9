import Foundation
import TestSupport
import Testing
import ThroughlineJobs

@Suite("Every broker: jobs in order", .timeLimit(.minutes(5)))
struct OrderConformanceTests {
    /// What is claimed next, in its order.
    private func claimed(_ test: BrokerUnderTest, limit: Int = 100) async throws -> [ClaimedEntry] {
        try await test.broker.claim(.of("q", limit: limit))
    }

    @Test("gives one of a key at a time, in the order in which they came", arguments: BrokerKind.allCases)
    func oneAtATime(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = ["a", "b", "a", "a", nil].map { BrokerEntry.ordered($0) }
        _ = try await test.broker.enqueue(entries)
        #expect(try await test.broker.entry(entries[2].id)?.state == .blocked)
        #expect(try await test.broker.entry(entries[2].id)?.orderingKey == "a")
        #expect(try await test.broker.statistics().first?.blocked == 2)
        #expect(try await test.broker.counts(EntryFilter(queue: "q", states: [.blocked])) == [.blocked: 2])

        for expected in [[0, 1, 4], [2], [3], []] {
            let claims = try await claimed(test)
            #expect(claims.map(\.claim.job) == expected.map { entries[$0].id })
            #expect(try await claimed(test).isEmpty)
            _ = try await test.broker.settle(
                claims.map { Settlement(claim: $0.claim, outcome: .succeeded(result: nil)) }
            )
        }
    }

    @Test("holds up what comes after one that is tried again", arguments: BrokerKind.allCases)
    func retry(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = [BrokerEntry.ordered("a"), .ordered("a")]
        _ = try await test.broker.enqueue(entries)
        for outcome in [
            Settlement.Outcome.retry(at: test.clock.now.addingTimeInterval(5), error: ""),
            .released(at: test.clock.now),
        ] {
            let first = try #require(try await claimed(test).first)
            #expect(first.claim.job == entries[0].id)
            _ = try await test.broker.settle([Settlement(claim: first.claim, outcome: outcome)])
            if case .retry = outcome { #expect(try await claimed(test).isEmpty) }
            test.clock.advance(by: 5)
        }
        #expect(try await claimed(test).map(\.claim.job) == [entries[0].id])
    }

    @Test("lets the next one go, however one ends", arguments: BrokerKind.allCases, Ending.allCases)
    func endings(_ kind: BrokerKind, _ ending: Ending) async throws {
        let test = try await kind.make()
        let entries = (0..<3).map { _ in BrokerEntry.ordered("a", keep: ending == .succeededAndKept ? .seconds(9) : nil)
        }
        _ = try await test.broker.enqueue(entries)
        try await ending.end(entries[0].id, test)
        #expect(try await claimed(test).map(\.claim.job) == [entries[1].id])
        #expect(try await test.broker.entry(entries[2].id)?.state == .blocked)
    }

    @Test("lets nobody pass when one that is blocked is taken away", arguments: BrokerKind.allCases)
    func removal(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = (0..<4).map { _ in BrokerEntry.ordered("a") }
        _ = try await test.broker.enqueue(entries)
        let first = try #require(try await claimed(test).first)
        #expect(try await test.broker.cancel([entries[1].id]) == [true])
        #expect(try await test.broker.delete([entries[2].id]) == [true])
        #expect(try await claimed(test).isEmpty)
        _ = try await test.broker.settle([Settlement(claim: first.claim, outcome: .dead(error: ""))])
        #expect(try await claimed(test).map(\.claim.job) == [entries[3].id])
    }

    @Test("has what is run again wait for its turn, which is the next", arguments: BrokerKind.allCases)
    func requeue(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = (0..<3).map { _ in BrokerEntry.ordered("a") }
        _ = try await test.broker.enqueue(entries)
        try await Ending.dead.end(entries[0].id, test)
        let second = try #require(try await claimed(test).first)
        #expect(try await test.broker.requeue([entries[0].id]) == [true])
        #expect(try await test.broker.requeue([entries[2].id]) == [false])
        #expect(try await claimed(test).isEmpty)
        _ = try await test.broker.settle([Settlement(claim: second.claim, outcome: .succeeded(result: nil))])
        #expect(try await claimed(test).map(\.claim.job) == [entries[0].id])
    }

    @Test("waits for the time of one that comes later, and holds up the rest", arguments: BrokerKind.allCases)
    func delay(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let entries = [BrokerEntry.ordered("a", start: test.clock.now.addingTimeInterval(60)), .ordered("a")]
        _ = try await test.broker.enqueue(entries)
        #expect(try await claimed(test).isEmpty)
        test.clock.advance(by: 60)
        #expect(try await claimed(test).map(\.claim.job) == [entries[0].id])
    }

    @Test("tells queues apart, and runs followers and rescued jobs in order too", arguments: BrokerKind.allCases)
    func rest(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        var other = BrokerEntry.ordered("a")
        other.queue = "other"
        let follower = BrokerEntry.ordered("b")
        let entries = [BrokerEntry.ordered("a"), other, .ordered("b")]
        _ = try await test.broker.enqueue(entries)
        #expect(try await test.broker.claim(.of("other")).count == 1)
        let claims = try await claimed(test)
        _ = try await test.broker.settle([
            Settlement(claim: claims[0].claim, outcome: .succeeded(result: nil), followers: [follower])
        ])
        #expect(try await claimed(test).isEmpty)
        test.clock.advance(by: 60)
        let lost = try #require(
            try await test.broker.rescue(.by("r")).first { $0.entry.claim.job == entries[2].id }
        )
        #expect(try await claimed(test).isEmpty)
        _ = try await test.broker.settle([
            Settlement(claim: lost.entry.claim, outcome: .retry(at: test.clock.now, error: ""))
        ])
        #expect(try await claimed(test).map(\.claim.job) == [entries[2].id])
    }

    @Test("never has two of a key at once, nor out of order, whatever happens", arguments: BrokerKind.allCases, 0..<6)
    func interleavings(_ kind: BrokerKind, _ seed: Int) async throws {
        try await OrderedHistory(kind.make(), seed: UInt64(seed)).run(steps: 600)
    }
}

/// How a job may end, or go.
enum Ending: CaseIterable, Sendable {
    case succeeded, succeededAndKept, failed, dead, cancelledWhileItWaits, cancelledWhileItRuns, deleted

    func end(_ id: JobID, _ test: BrokerUnderTest) async throws {
        switch self {
        case .cancelledWhileItWaits: #expect(try await test.broker.cancel([id]) == [true])
        case .deleted: #expect(try await test.broker.delete([id]) == [true])
        default:
            let claim = try #require(try await test.broker.claim(.of("q", limit: 1)).first?.claim)
            #expect(claim.job == id)
            if self == .cancelledWhileItRuns { _ = try await test.broker.cancel([id]) }
            let outcome: Settlement.Outcome =
                switch self {
                case .failed: .failed(error: "")
                case .dead: .dead(error: "")
                case .cancelledWhileItRuns: .cancelled
                default: .succeeded(result: nil)
                }
            #expect(try await test.broker.settle([Settlement(claim: claim, outcome: outcome)]) == [.settled])
        }
    }
}

/// Everything that can happen to jobs of a few keys, by chance; and what must hold after each step.
private final class OrderedHistory {
    private let test: BrokerUnderTest
    private var generator: SeededGenerator
    /// The jobs of a key, in their order.
    private var entries: [String: [JobID]] = [:]
    private var running: [ClaimedEntry] = []
    /// The jobs that were made due again, whose turn is not that of their place.
    private var requeued: Set<JobID> = []
    private var isDone: Set<JobID> = []

    init(_ test: BrokerUnderTest, seed: UInt64) {
        self.test = test
        generator = SeededGenerator(seed: seed)
    }

    func run(steps: Int) async throws {
        for _ in 0..<steps {
            try await step()
            try await check()
        }
        // Whatever has happened, nothing stays behind.
        while !(try await unended()).isEmpty {
            test.clock.advance(by: 100)
            _ = try await rescueAll()
            for claim in try await test.broker.claim(.of("q", limit: 100)) {
                try await settle(claim, .succeeded(result: nil))
            }
            for claim in running { try await settle(claim, .succeeded(result: nil)) }
            try await check()
        }
    }

    private func step() async throws {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0..<4:
            let key = "k\(Int.random(in: 0..<5, using: &generator))"
            let start = Bool.random(using: &generator) ? nil : test.clock.now.addingTimeInterval(3)
            let entry = BrokerEntry.ordered(key, start: start)
            _ = try await test.broker.enqueue([entry])
            entries[key, default: []].append(entry.id)
        case 4..<6: try await claim()
        case 6..<9:
            guard let claim = running.randomElement(using: &generator) else { return }
            let outcomes: [Settlement.Outcome] = [
                .succeeded(result: nil), .dead(error: ""), .released(at: test.clock.now),
                .retry(at: test.clock.now.addingTimeInterval(2), error: ""), .retry(at: test.clock.now, error: ""),
            ]
            try await settle(claim, outcomes.randomElement(using: &generator) ?? .cancelled)
        case 9:
            // Leases are of ten seconds.
            test.clock.advance(by: Double.random(in: 0..<6, using: &generator))
            _ = try await rescueAll()
        case 10:
            let dead = try await test.broker.entries(EntryFilter(queue: "q", states: [.dead]))
            guard let id = dead.randomElement(using: &generator)?.id else { return }
            if try await test.broker.requeue([id]) == [true] { requeued.insert(id) }
        default:
            guard let id = try await unended().randomElement(using: &generator)?.id else { return }
            if Bool.random(using: &generator) {
                _ = try await test.broker.delete([id])
            } else {
                _ = try await test.broker.cancel([id])
            }
        }
    }

    private func claim() async throws {
        let claims = try await test.broker.claim(.of("q", limit: Int.random(in: 1..<4, using: &generator)))
        for claim in claims {
            let entry = try #require(try await test.broker.entry(claim.claim.job))
            let key = try #require(entry.orderingKey)
            let order = try #require(entries[key])
            let place = try #require(order.firstIndex(of: entry.id))
            // All that came before it have ended, but for those that ended before and were made due again.
            for earlier in order[..<place] where !requeued.contains(earlier) {
                #expect(try await test.broker.entry(earlier)?.state.hasEnded ?? true)
            }
        }
        running += claims
    }

    private func settle(_ claim: ClaimedEntry, _ outcome: Settlement.Outcome) async throws {
        running.removeAll { $0.claim == claim.claim }
        let settlement = Settlement(claim: claim.claim, outcome: outcome)
        guard try await test.broker.settle([settlement]) == [.cancelling] else { return }
        _ = try await test.broker.settle([Settlement(claim: claim.claim, outcome: .cancelled)])
    }

    private func rescueAll() async throws -> Int {
        let lost = try await test.broker.rescue(.by("r"))
        for rescued in lost {
            running.removeAll { $0.claim.job == rescued.entry.claim.job }
            try await settle(
                rescued.entry,
                rescued.isCancelling ? .cancelled : .retry(at: test.clock.now, error: "lost")
            )
        }
        return lost.count
    }

    private func unended() async throws -> [StoredJob] {
        try await test.broker.entries(EntryFilter(queue: "q", states: [.blocked, .scheduled, .ready, .running]))
    }

    /// Of the jobs of a key that have not ended, exactly one has its turn.
    private func check() async throws {
        let unended = Dictionary(grouping: try await unended()) { $0.orderingKey }
        for (key, jobs) in unended {
            #expect(jobs.count { $0.state != .blocked } == 1, "\(key ?? "-"): \(jobs.map(\.state))")
        }
    }
}

extension BrokerEntry {
    fileprivate static func ordered(_ key: String?, start: Date? = nil, keep: Duration? = nil) -> BrokerEntry {
        BrokerEntry(id: JobID(), queue: "q", start: start, attemptLimit: 100, keep: keep, orderingKey: key, message: [])
    }
}

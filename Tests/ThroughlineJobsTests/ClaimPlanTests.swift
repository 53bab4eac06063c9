import Testing

@testable import ThroughlineJobs

@Suite("The turns of queues")
struct ClaimPlanTests {
    /// What each queue gets in so many claims from a broker in which all of them have work.
    private func claim(_ times: Int, _ count: Int, _ queues: [Worker.Queue]) async throws -> [Int] {
        let broker = InMemoryBroker()
        _ = try await broker.enqueue(
            queues.flatMap { queue in (0..<(times * count)).map { _ in .plain(queue: queue.name) } }
        )
        var plan = ClaimPlan(queues)
        var taken: [String: Int] = [:]
        for _ in 0..<times {
            let shares = plan.shares(of: count) { _ in 0 }
            #expect(shares.reduce(0) { $0 + $1.share } <= count)
            let request = ClaimRequest(worker: "w", lease: .seconds(10), limit: count, queues: shares)
            let claimed = try await broker.claim(request).reduce(into: [:]) { $0[$1.queue, default: 0] += 1 }
            plan.charge(claimed)
            taken.merge(claimed, uniquingKeysWith: +)
        }
        return queues.map { taken[$0.name] ?? 0 }
    }

    @Test(
        "are by weight, within one, however many jobs are claimed at once",
        arguments: [[1, 1], [3, 1], [1, 3], [1, 1, 1], [5, 3, 2], [7, 1, 1, 0]],
        1...4
    )
    func weights(_ weights: [Int], count: Int) async throws {
        let queues = weights.enumerated().map { Worker.Queue("\($0.offset)", weight: $0.element) }
        let total = weights.reduce(0, +)
        let taken = try await claim(24, count, queues)
        #expect(taken.reduce(0, +) == 24 * count)
        for (index, weight) in weights.enumerated() {
            let due = Double(24 * count * weight) / Double(total)
            #expect(abs(Double(taken[index]) - due) <= 1, "\(weights) by \(count): \(taken)")
        }
    }

    @Test("go to who has work when others have none, who then do not catch up more than a round")
    func idleQueue() {
        var plan = ClaimPlan([Worker.Queue("a"), Worker.Queue("b")])
        for _ in 0..<100 {
            _ = plan.shares(of: 2) { _ in 0 }
            plan.charge(["a": 2])
        }
        var taken = 0
        for _ in 0..<10 {
            let share = plan.shares(of: 2) { _ in 0 }.first { $0.queue == "b" }?.share ?? 0
            plan.charge(["a": 2 - share, "b": share])
            taken += share
        }
        #expect((10...14).contains(taken))
    }

    @Test("leave a queue without weight what is left, and none more than its limit")
    func limits() {
        var plan = ClaimPlan([Worker.Queue("a", limit: 3), Worker.Queue("b", weight: 0)])
        let shares = plan.shares(of: 4) { $0 == "a" ? 1 : 0 }
        #expect(shares.map(\.queue) == ["b", "a"] || shares.map(\.queue) == ["a", "b"])
        #expect(shares.first { $0.queue == "a" }.map { [$0.share, $0.limit] } == [2, 2])
        #expect(shares.first { $0.queue == "b" }.map { [$0.share, $0.limit] } == [0, 4])
    }
}

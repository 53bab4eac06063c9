/// Which queue's turn it is: each gets its share of what is claimed, by weight, and what does not divide is not forgotten.
struct ClaimPlan {
    private let queues: [Worker.Queue]
    private let weights: [Double]
    /// How many jobs each queue is behind what is due to it.
    private var credits: [Double]
    private var shares: [Int]

    init(_ queues: [Worker.Queue]) {
        self.queues = queues
        let total = max(1, queues.reduce(0) { $0 + Double(max(0, $1.weight)) })
        weights = queues.map { Double(max(0, $0.weight)) / total }
        credits = queues.map { _ in 0 }
        shares = queues.map { _ in 0 }
    }

    /// The shares of a claim: as many in all as there is room for, at the most.
    ///
    /// - Parameters:
    ///   - count: How many jobs there is room for.
    ///   - running: How many jobs of a queue this worker runs already.
    mutating func shares(of count: Int, running: (String) -> Int) -> [QueueShare] {
        let limits = queues.map { queue in
            min(count, queue.limit.map { max(0, $0 - running(queue.name)) } ?? count)
        }
        var credits = credits
        shares = queues.map { _ in 0 }
        for _ in 0..<count {
            for index in queues.indices { credits[index] += weights[index] }
            let next = queues.indices.filter { weights[$0] > 0 && shares[$0] < limits[$0] }
                .max { (credits[$0], $1) < (credits[$1], $0) }
            guard let next else { break }
            credits[next] -= 1
            shares[next] += 1
        }
        let order = queues.indices.sorted { (credits[$1], $0) < (credits[$0], $1) }
        return order.map { QueueShare(queue: queues[$0].name, share: shares[$0], limit: limits[$0]) }
    }

    /// Charges the queues for what they got, which may be more or less than their shares.
    mutating func charge(_ taken: [String: Int]) {
        let count = taken.values.reduce(0, +)
        guard count > 0 else { return }
        for index in queues.indices {
            let credit = credits[index] + Double(count) * weights[index] - Double(taken[queues[index].name] ?? 0)
            // A queue that was empty for long does not save up more than a round, and one that was alone does not owe it.
            credits[index] = max(-Double(count) - 1, min(credit, Double(count) + 1))
        }
    }
}

/// Which queue's turn it is: each gets its share by weight, and what does not divide is not forgotten.
struct ClaimPlan {
    private let queues: [Worker.Queue]
    private let total: Double
    private var credits: [Double]

    init(_ queues: [Worker.Queue]) {
        self.queues = queues
        total = max(1, queues.reduce(0) { $0 + Double(max(0, $1.weight)) })
        credits = queues.map { _ in 0 }
    }

    /// The shares of a claim.
    ///
    /// - Parameters:
    ///   - count: How many jobs there is room for.
    ///   - running: How many jobs of a queue this worker runs already.
    mutating func shares(of count: Int, running: (String) -> Int) -> [QueueShare] {
        for index in queues.indices {
            // A queue that was empty for long does not save up more than one round.
            let credit = credits[index] + Double(count) * Double(max(0, queues[index].weight)) / total
            credits[index] = min(credit, Double(count) + 1)
        }
        let order = queues.indices.sorted { (credits[$1], $0) < (credits[$0], $1) }
        return order.map { index in
            let queue = queues[index]
            let share = credits[index].rounded(.down)
            credits[index] -= share
            let limit = queue.limit.map { max(0, $0 - running(queue.name)) } ?? count
            return QueueShare(queue: queue.name, share: Int(share), limit: min(limit, count))
        }
    }
}

/// How many came to their end a second, by queue, between two looks.
struct Rates {
    private let time = ContinuousClock.now
    private let ended: [String: Int]
    /// `nil` at the first look.
    let perSecond: [String: Double]?

    /// - Parameter ended: How many have come to their end since ever, by queue.
    init(ended: [String: Int], since last: Rates?) {
        self.ended = ended
        guard let last else {
            perSecond = nil
            return
        }
        let seconds = max((time - last.time) / .seconds(1), 0.001)
        perSecond = ended.reduce(into: [:]) { rates, queue in
            rates[queue.key] = Double(queue.value - (last.ended[queue.key] ?? 0)) / seconds
        }
    }
}

extension JobState {
    /// The state as the tables of all brokers have it. They keep it: a number never changes its meaning.
    package var code: Int {
        switch self {
        case .blocked: -1
        case .scheduled: 0
        case .ready: 1
        case .running: 2
        case .succeeded: 3
        case .failed: 4
        case .cancelled: 5
        case .dead: 6
        }
    }

    package init?(code: Int) {
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}

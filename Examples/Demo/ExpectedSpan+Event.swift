import OTLP

extension ExpectedSpan {
    /// An event that is accepted at once and processed at the second attempt, and news of it, which the partner takes when they
    /// come for the second time.
    static let event = ExpectedSpan(
        name: "POST /events",
        kind: .server,
        children: attempts("Event.process", [[], [news([delivery(isError: true)], [delivery(isError: false)])]])
    )

    /// News that are stored, and then delivered.
    static func news(_ attempts: [ExpectedSpan]...) -> ExpectedSpan {
        ExpectedSpan(name: "News.send", kind: .producer, children: Self.attempts("News.deliver", attempts))
    }

    static func delivery(isError: Bool) -> ExpectedSpan {
        let record = access("write", transaction("BEGIN", "INSERT news", "COMMIT"))
        return client("POST", isError: isError, server("POST /news", isError: isError, record))
    }
}

extension Mailer {
    /// How far a call has come.
    struct Progress {
        var sent = 0
        /// A result for each mail, if they are wanted.
        var results: [DeliveryResult]?
        /// Whether a step's span has the error that leaves the call.
        var isReported = false

        mutating func add(_ result: DeliveryResult) {
            if result.outcome == .sent { sent += 1 }
            results?.append(result)
        }
    }
}

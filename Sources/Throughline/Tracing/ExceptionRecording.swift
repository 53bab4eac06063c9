/// Where errors that spans record go.
struct ExceptionRecording: Sendable {
    let intoSpanEvents: Bool
    /// `nil` if they are not logged.
    let logs: LogPipeline?

    init(_ signal: Configuration.ExceptionSignal, logs: LogPipeline) {
        intoSpanEvents = signal != .logs
        self.logs = signal == .spanEvents ? nil : logs
    }
}

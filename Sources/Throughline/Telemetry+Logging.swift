public import Logging
public import SpanRecording

extension Telemetry {
    /// Makes the log handler of a logger: hand it to `LoggingSystem.bootstrap`, or to a single `Logger`.
    ///
    /// ```swift
    /// LoggingSystem.bootstrap(telemetry.logHandler)
    /// ```
    @Sendable
    public func logHandler(label: String) -> ThroughlineLogHandler {
        logHandler(label: label, metadataProvider: LoggingSystem.metadataProvider)
    }

    /// The same with a metadata provider, whose metadata is added to every line.
    @Sendable
    public func logHandler(label: String, metadataProvider: Logger.MetadataProvider?) -> ThroughlineLogHandler {
        ThroughlineLogHandler(label: label, metadataProvider: metadataProvider, pipeline: logs)
    }

    /// Sends what every logger of the process logs from now on to the exporters, and to another handler as well:
    ///
    /// ```swift
    /// telemetry.bootstrapLogging()                                        // and to standard error
    /// telemetry.bootstrapLogging(also: StreamLogHandler.standardOutput)   // and to standard output
    /// ```
    ///
    /// The other handler gets the current span as metadata, `trace_id`, `span_id` and `trace_flags`. What the SDK says
    /// about itself goes there only.
    ///
    /// - Precondition: `LoggingSystem.bootstrap` has not been called: a second call ends the process, as swift-log has it. An
    ///   application that wants to call it itself hands over ``logHandler(label:)`` there.
    /// - Parameter handler: Makes the other handler of a logger.
    public func bootstrapLogging(
        also handler: @escaping @Sendable (String, Logger.MetadataProvider?) -> any LogHandler =
            StreamLogHandler.standardError
    ) {
        LoggingSystem.bootstrap { label in
            MultiplexLogHandler([self.logHandler(label: label), handler(label, .traceContext)])
        }
    }

    /// A logger for what swift-log cannot say: scopes with a version and attributes, events with a structured body.
    ///
    /// - Parameter scope: Who logs.
    public func logger(for scope: SpanRecording.InstrumentationScope) -> ThroughlineLogger {
        ThroughlineLogger(scope: scope, pipeline: logs)
    }
}

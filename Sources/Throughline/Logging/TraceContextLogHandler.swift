public import Logging

/// A log handler of yours, with the current span in the metadata of each line: `trace_id`, `span_id` and `trace_flags`.
///
/// ```swift
/// LoggingSystem.bootstrap { label in TraceContextLogHandler(JSONLogHandler(label: label)) }
/// ```
///
/// A handler that supports metadata providers gets the same from `Logger.MetadataProvider.traceContext`. Both work with
/// any tracing backend that speaks W3C trace context.
public struct TraceContextLogHandler: LogHandler {
    private var handler: any LogHandler

    public init(_ handler: any LogHandler) {
        self.handler = handler
    }

    public var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    public var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    public var metadataProvider: Logger.MetadataProvider? {
        get { handler.metadataProvider }
        set { handler.metadataProvider = newValue }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    /// What the line itself says under one of the three keys stays.
    public func log(event: LogEvent) {
        let traceContext = Logger.MetadataProvider.traceContext.get()
        guard !traceContext.isEmpty else { return handler.log(event: event) }
        var event = event
        event.metadata = traceContext.merging(event.metadata ?? [:]) { $1 }
        handler.log(event: event)
    }
}

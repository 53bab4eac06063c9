public import SpanRecording
public import Tracing

/// A span of the ``ThroughlineTracer``: recorded, or dropped by the sampler.
///
/// Safe to use from several threads. A span that has ended ignores every change.
public struct ThroughlineSpan: RecordingSpan {
    enum Storage: Sendable {
        case recorded(RecordedSpan)
        case dropped(DroppedSpan)
    }

    private let storage: Storage

    init(_ storage: Storage) {
        self.storage = storage
    }

    /// The span with all that it has recorded; `nil` for one that the sampler dropped.
    public var recorded: RecordedSpan? {
        guard case .recorded(let span) = storage else { return nil }
        return span
    }

    /// The span's ids, flags and trace state.
    public var spanContext: SpanContext {
        switch storage {
        case .recorded(let span): span.spanContext
        case .dropped(let span): span.spanContext
        }
    }

    public var context: InstrumentationContext {
        switch storage {
        case .recorded(let span): span.context
        case .dropped(let span): span.context
        }
    }

    public var isRecording: Bool { recorded?.isRecording ?? false }

    public var operationName: String {
        get { recorded?.name ?? "" }
        nonmutating set { recorded?.setName(newValue) }
    }

    public var attributes: SpanAttributes {
        get { recorded?.standardAttributes ?? [:] }
        nonmutating set { recorded?.setStandardAttributes(newValue) }
        nonmutating _modify {
            guard let recorded else {
                var ignored: SpanAttributes = [:]
                yield &ignored
                return
            }
            // Taken out while the caller changes them: changed in place, without a copy, and with no lock held.
            var attributes = recorded.takeStandardAttributes()
            defer { recorded.putBackStandardAttributes(attributes) }
            yield &attributes
        }
    }

    public func setAttributes(_ attributes: Attributes) { recorded?.setAttributes(attributes) }

    /// Sets the status. `ok` is final; an `error` may replace another.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/trace/api/#set-status
    public func setStatus(_ status: SpanStatus) { recorded?.setStatus(status) }

    public func addEvent(_ event: SpanEvent) { recorded?.addEvent(event) }

    /// Adds a link to another span. A context without a span links to nothing, and is ignored.
    public func addLink(_ link: SpanLink) { recorded?.addLink(link) }

    /// Adds an `exception` event with the error's type and description, and one for each error that led to it. It does not set
    /// the status: an error that was handled is not a failure.
    ///
    /// ``Configuration/exceptions`` says whether these are events of the span, log records, or both.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        recorded?.recordError(error, attributes: attributes, at: instant().nanosecondsSinceEpoch)
    }

    /// Ends the span. Without an instant, the end is the start and the time that a monotonic clock has counted since.
    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        recorded?.end(at: instant().nanosecondsSinceEpoch)
    }
}

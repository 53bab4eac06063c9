public import Tracing

/// A span that takes a flat list of attributes.
///
/// Ask `isRecording` before computing anything that only the span needs. `recordError` also records what led to the error, as
/// far as the error says it.
public protocol RecordingSpan: Tracing.Span {
    /// Sets every attribute of the list; a name that the span has already gets the new value.
    func setAttributes(_ attributes: Attributes)
}

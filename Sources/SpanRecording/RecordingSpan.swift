public import Tracing

/// A span that takes a flat list of attributes.
///
/// Ask `isRecording` before computing anything that only the span needs.
public protocol RecordingSpan: Tracing.Span {
    /// Sets every attribute of the list; a name that the span has already gets the new value.
    func setAttributes(_ attributes: Attributes)

    /// Whether `recordError` tells of the errors that led to an error, too. Where it does not, an instrumentation that knows them
    /// does so itself.
    var recordsCauses: Bool { get }
}

extension RecordingSpan {
    public var recordsCauses: Bool { false }
}

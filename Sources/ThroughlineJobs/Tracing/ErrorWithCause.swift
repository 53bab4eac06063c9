public import SpanRecording

/// An error that knows what led to it. A job's span has an exception for it, and one for the other.
public typealias ErrorWithCause = SpanRecording.ErrorWithCause

public import SpanRecording
import Tracing

/// The span of the mail operation that a transport is asked to do: `open`, `send_message_item` or `close`.
///
/// A transport says there what happens on the way:
///
/// ```swift
/// MailSpan.current?.addEvent("tls.handshake", attributes: ["tls.protocol.version": "1.3"])
/// ```
public struct MailSpan: Sendable {
    /// The operation's span, where one is being recorded.
    @TaskLocal public static var current: MailSpan?

    private let span: any RecordingSpan

    init(_ span: any RecordingSpan) {
        self.span = span
    }

    /// Adds an event that happens now.
    public func addEvent(_ name: String, attributes: Attributes = [:]) {
        var standard = SpanAttributes()
        for attribute in attributes { standard.set(attribute.name, value: attribute.value.standard) }
        span.addEvent(SpanEvent(name: name, attributes: standard))
    }

    /// Sets attributes of the span.
    public func setAttributes(_ attributes: Attributes) {
        span.setAttributes(attributes)
    }
}

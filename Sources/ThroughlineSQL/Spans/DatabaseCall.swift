import SpanRecording

/// What is known of a call before it is made.
///
/// That of a statement is kept with its text, so that a statement that is repeated costs a look-up.
final class DatabaseCall: Sendable {
    /// The span's name.
    let name: String
    /// What the span has from its start; samplers see it.
    let attributes: Attributes
    /// What tells the call's metrics from those of others.
    let metricAttributes: Attributes

    init(name: String, attributes: Attributes, metricAttributes: Attributes) {
        self.name = name
        self.attributes = attributes
        self.metricAttributes = metricAttributes
    }
}

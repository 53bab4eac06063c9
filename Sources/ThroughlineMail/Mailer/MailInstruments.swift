import MetricRecording
import SemanticConventions
import SpanRecording

/// What the module records with.
enum MailInstruments {
    static let scope = InstrumentationScope(name: "ThroughlineMail", schemaURL: semanticConventionsSchemaURL)
    static let operationDuration = DurationHistogram(.mailOperationDuration)
    static let connectionWaitTime = DurationHistogram(.mailConnectionWaitTime)
    static let messages = Counter(.mailMessages)
    static let connections = Counter(.mailConnections)
}

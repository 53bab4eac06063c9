import SemanticConventions
import SpanRecording

let messagingScope = InstrumentationScope(
    name: "ThroughlineJobs",
    schemaURL: "https://opentelemetry.io/schemas/1.44.0"
)

extension Attributes {
    /// What is known of a job when its span starts.
    init(_ operation: String, _ header: Message.Header, queue: String, broker: String, sync: Bool) {
        self.init(minimumCapacity: 20)
        append(unchecked: .messagingSystem, messagingSystem)
        append(unchecked: .messagingOperationName, operation)
        append(unchecked: .messagingOperationType, operation)
        append(unchecked: .messagingDestinationName, queue)
        append(unchecked: .messagingMessageID, header.id.description)
        append(unchecked: .throughlineJobType, header.type)
        append(unchecked: .throughlineJobBroker, broker)
        if let name = header.name { append(unchecked: .throughlineJobName, name) }
        if let group = header.group {
            append(unchecked: .messagingMessageConversationID, group)
            append(unchecked: .throughlineJobGroup, group)
        }
        if header.isCached { append(unchecked: .throughlineJobCached, true) }
        if sync { append(unchecked: .throughlineJobSync, true) }
        if header.ackFailure { append(unchecked: .throughlineJobAckFailure, true) }
        if let hook = header.hook { append(unchecked: .throughlineJobHook, hook) }
        if header.iterationCount > 0 { append(unchecked: .throughlineJobIterationCount, header.iterationCount) }
        if header.chainLength > 0 {
            append(unchecked: .throughlineJobChainLength, header.chainLength)
            append(unchecked: .throughlineJobChainPosition, header.chainPosition)
        }
        if let timeout = header.timeout { append(unchecked: .throughlineJobTimeout, timeout / .seconds(1)) }
    }

    /// What metrics are told apart by, before there is an outcome.
    init(metricOf operation: String, type: String, queue: String) {
        self.init(minimumCapacity: 6)
        append(unchecked: .messagingSystem, messagingSystem)
        append(unchecked: .messagingOperationName, operation)
        append(unchecked: .messagingDestinationName, queue)
        append(unchecked: .throughlineJobType, type)
    }

    /// What metrics are told apart by.
    init(metricOf operation: String, type: String, queue: String, error: (any Error)?) {
        self.init(metricOf: operation, type: type, queue: queue)
        append(unchecked: .throughlineJobState, error == nil ? "success" : "error")
        if let error { append(unchecked: .errorType, errorType(error)) }
    }
}

let messagingSystem = "throughline_jobs"

/// `error.type`: what kind of error it is, and of one that says only what is to become of the job, the one within.
package func errorType(_ error: any Error) -> String {
    if let error = error as? any Instruction { return errorType(error.error) }
    return ErrorType.name(of: error)
}

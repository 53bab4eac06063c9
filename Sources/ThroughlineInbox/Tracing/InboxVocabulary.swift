import MetricRecording
import SemanticConventions
import SpanRecording
import ThroughlineJobs

/// The words for an inbox: the span of the request is what an attempt belongs to, so receiving has none of its own.
struct InboxVocabulary: JobVocabulary {
    /// What is known of a queue.
    struct Term: Sendable {
        var queue: InboxQueue
        var messageType: String
        /// The template of the route's path; `nil` for a sender.
        var route: String?
    }

    let scope = inboxScope
    private let terms: [String: Term]
    private let timings: Timings

    init(_ terms: [Term], _ timings: Timings) {
        self.terms = Dictionary(uniqueKeysWithValues: terms.map { ($0.queue.description, $0) })
        self.timings = timings
    }

    private func messageType(_ queue: String) -> String { terms[queue]?.messageType ?? "unknown" }

    private func isSender(_ queue: String) -> Bool { terms[queue]?.route == nil }

    // MARK: Spans

    func sendName(_ header: Message.Header) -> String? {
        isSender(header.queue) ? "\(messageType(header.queue)).send" : nil
    }

    func attributes(sending header: Message.Header, broker: String, isSync: Bool) -> Attributes {
        attributes("send", "send", header, queue: header.queue)
    }

    func attributes(sent outcome: EnqueueOutcome) -> Attributes { Attributes() }

    func processName(_ attempt: Attempt) -> String {
        "\(messageType(attempt.queue)).\(isSender(attempt.queue) ? "deliver" : "process")"
    }

    func attributes(processing attempt: Attempt) -> Attributes {
        let operation = isSender(attempt.queue) ? "deliver" : "process"
        var attributes = attributes(operation, "process", attempt.header, queue: attempt.queue)
        attributes.append(unchecked: .throughlineInboxRetries, attempt.number - 1)
        if let worker = attempt.worker { attributes.append(unchecked: .messagingClientID, worker) }
        if let wait = attempt.wait { attributes.append(unchecked: .throughlineInboxWait, wait / .seconds(1)) }
        return attributes
    }

    func attributes(processed attempt: Attempt, error: (any Error)?) -> Attributes {
        var attributes: Attributes = [AttributeKey.throughlineInboxSuccess.name: .bool(error == nil)]
        if let error { attributes[.throughlineInboxFailure] = String("\(error)".prefix(longestReason)) }
        return attributes
    }

    private func attributes(_ name: String, _ type: String, _ header: Message.Header, queue: String) -> Attributes {
        var attributes = Attributes(minimumCapacity: 12)
        attributes.append(unchecked: .messagingSystem, "throughline_inbox")
        attributes.append(unchecked: .messagingOperationName, name)
        attributes.append(unchecked: .messagingOperationType, type)
        attributes.append(unchecked: .messagingDestinationName, queue)
        attributes.append(unchecked: .messagingMessageID, header.id.description)
        attributes.append(unchecked: .throughlineInboxRequestID, header.id.description)
        if let route = terms[queue]?.route { attributes.append(unchecked: .httpRoute, route) }
        return attributes
    }

    // MARK: Metrics

    func record(_ event: JobEvent) {
        switch event {
        case .sent(let header, _, let duration, let error):
            // What is received is told by the HTTP server's metrics.
            guard isSender(header.queue) else { return }
            InboxMetrics.sendDuration.record(duration, attributes: metric(header.queue, error))
        case .waited(let attempt, let duration):
            InboxMetrics.waitDuration.record(duration, attributes: metric(attempt.queue))
        case .processed(let attempt, let duration, let error):
            guard let duration else { return }
            timings.record(duration, failed: error != nil, in: attempt.queue)
            InboxMetrics.processDuration.record(duration, attributes: metric(attempt.queue, error))
        case .retried(let attempt, let error):
            InboxMetrics.retries.add(1, attributes: metric(attempt.queue, error))
        case .died(let attempt, let error):
            InboxMetrics.deadLetters.add(1, attributes: metric(attempt.queue, error))
        case .rescued(let attempt, let error):
            InboxMetrics.rescues.add(1, attributes: metric(attempt.queue, error))
        case .measured(let queue, let oldestAge):
            guard terms[queue.queue] != nil else { return }
            let attributes: Attributes = ["messaging.destination.name": .string(queue.queue)]
            InboxMetrics.depth.record(Double(queue.ready + queue.blocked + queue.scheduled), attributes: attributes)
            InboxMetrics.oldestAge.record(oldestAge, attributes: attributes)
        }
    }

    private func metric(_ queue: String) -> Attributes {
        var attributes = Attributes(minimumCapacity: 4)
        attributes.append(unchecked: .messagingDestinationName, queue)
        if let route = terms[queue]?.route { attributes.append(unchecked: .httpRoute, route) }
        return attributes
    }

    private func metric(_ queue: String, _ error: (any Error)?) -> Attributes {
        var attributes = metric(queue)
        attributes.append(unchecked: .throughlineInboxSuccess, error == nil)
        if let error { attributes.append(unchecked: .errorType, errorType(error)) }
        return attributes
    }
}

let inboxScope = InstrumentationScope(name: "ThroughlineInbox", schemaURL: semanticConventionsSchemaURL)

/// Of an error's text, in characters: the whole of it is in the exception.
private let longestReason = 1_000

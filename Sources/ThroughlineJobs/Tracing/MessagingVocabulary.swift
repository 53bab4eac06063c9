import MetricRecording
import SemanticConventions
package import SpanRecording

/// The words for jobs: the convention for messaging, and `throughline.job.…` for what that does not know.
package struct MessagingVocabulary: JobVocabulary {
    package let scope = messagingScope

    package init() {}

    package func sendName(_ header: Message.Header) -> String? { "send \(header.type)" }

    package func attributes(sending header: Message.Header, broker: String, isSync: Bool) -> Attributes {
        Attributes("send", header, queue: header.queue, broker: broker, sync: isSync)
    }

    package func attributes(sent outcome: EnqueueOutcome) -> Attributes {
        guard outcome.isDuplicate else { return Attributes() }
        return [
            AttributeKey.throughlineJobDuplicate.name: true,
            AttributeKey.messagingMessageID.name: .string(outcome.id.description),
        ]
    }

    package func processName(_ attempt: Attempt) -> String { "process \(attempt.header.type)" }

    package func attributes(processing attempt: Attempt) -> Attributes {
        var attributes = Attributes(
            "process",
            attempt.header,
            queue: attempt.queue,
            broker: attempt.broker,
            sync: attempt.isSync
        )
        attributes.append(unchecked: .throughlineJobAttempt, attempt.number)
        if let worker = attempt.worker {
            attributes.append(unchecked: .messagingClientID, worker)
            attributes.append(unchecked: .throughlineJobWorker, worker)
        }
        return attributes
    }

    package func attributes(processed attempt: Attempt, error: (any Error)?) -> Attributes {
        [AttributeKey.throughlineJobState.name: error == nil ? "success" : "error"]
    }

    package func record(_ event: JobEvent) {
        switch event {
        case .sent(let header, let count, let duration, let error):
            let attributes = {
                Attributes(metricOf: "send", type: header.type, queue: header.queue, error: error)
            }
            JobMetrics.sendDuration.record(duration, attributes: attributes())
            if count > 0 { JobMetrics.sentMessages.add(count, attributes: attributes()) }
        case .waited(let attempt, let duration):
            JobMetrics.waitDuration.record(
                duration,
                attributes: Attributes(metricOf: "process", type: attempt.header.type, queue: attempt.queue)
            )
        case .processed(let attempt, let duration, let error):
            if let duration { JobMetrics.processDuration.record(duration, attributes: metric(attempt, error)) }
            JobMetrics.consumedMessages.add(1, attributes: metric(attempt, error))
        case .retried(let attempt, let error): JobMetrics.retries.add(1, attributes: metric(attempt, error))
        case .died(let attempt, let error): JobMetrics.deadLetters.add(1, attributes: metric(attempt, error))
        case .rescued(let attempt, let error): JobMetrics.rescues.add(1, attributes: metric(attempt, error))
        case .measured(let queue, let oldestAge):
            let attributes: Attributes = [
                "messaging.system": .string(messagingSystem), "messaging.destination.name": .string(queue.queue),
            ]
            JobMetrics.depth.record(Double(queue.ready), attributes: attributes)
            JobMetrics.oldestAge.record(oldestAge, attributes: attributes)
        }
    }

    private func metric(_ attempt: Attempt, _ error: (any Error)?) -> Attributes {
        Attributes(metricOf: "process", type: attempt.header.type, queue: attempt.queue, error: error)
    }
}

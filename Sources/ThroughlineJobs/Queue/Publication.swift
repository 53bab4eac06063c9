import Foundation
import Logging

/// Jobs on their way to the broker, within their span.
struct Publication: Sendable {
    enum Form {
        case single, batch
    }

    let entries: [BrokerEntry]
    private let headers: [Message.Header]
    private let span: SendSpan

    /// - Parameters:
    ///   - drafts: One at least, all of them of one type and for one queue.
    ///   - isAnnounced: Whether the application's hook is told at once.
    /// - Throws: What encryption throws. The span has ended then.
    init(_ drafts: [Draft], as form: Form, to queue: JobQueue, isAnnounced: Bool = true) throws {
        let span = SendSpan(drafts[0].message.header, to: queue, count: form == .batch ? drafts.count : nil)
        self.span = span
        headers = drafts.map(\.message.header)
        do {
            let now = queue.broker.now
            entries = try drafts.map { draft in
                var draft = draft
                draft.message.header.carrier = span.carrier
                if isAnnounced { queue.willEnqueue(draft.message.header) }
                return try draft.entry(queue.envelope, at: now)
            }
        } catch {
            span.end(error: error)
            throw error
        }
    }

    func announce(to queue: JobQueue) {
        for header in headers { queue.willEnqueue(header) }
    }

    func end(_ outcomes: [EnqueueOutcome]) {
        span.end(outcomes)
    }

    func end(error: any Error) {
        span.end(error: error)
    }

    /// Nothing was sent after all, and that is no error: somebody else has enqueued the same, or the transaction was rolled back.
    func abandon() {
        span.abandon()
    }
}

extension JobQueue {
    func willEnqueue(_ header: Message.Header) {
        guard let hook = options.hooks.beforeEnqueue else { return }
        do {
            try hook(JobDescription(header))
        } catch {
            options.logger.error("A hook failed", metadata: ["hook": "beforeEnqueue", "error": "\(error)"])
        }
    }
}

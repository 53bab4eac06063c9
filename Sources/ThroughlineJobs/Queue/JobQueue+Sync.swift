import Foundation
import Tracing

extension JobQueue {
    /// Runs jobs, and the links that come after them, here and now.
    func runNow(_ drafts: [Draft]) async throws -> [EnqueueOutcome] {
        for draft in drafts { try await runNow(draft) }
        return drafts.map { .enqueued($0.message.header.id) }
    }

    private func runNow(_ draft: Draft) async throws {
        var header = draft.message.header
        let send = SendSpan(header, broker: broker.kind, sync: true)
        header.carrier = send.carrier
        willEnqueue(header)
        do {
            let process = ProcessSpan(
                header,
                queue: header.queue,
                attempt: 1,
                broker: broker.kind,
                worker: nil,
                relation: .parent,
                parent: send.context,
                sync: true
            )
            do {
                try await InstrumentationContext.$current.withValue(process.context) {
                    try await draft.run(context(header))
                }
                process.end()
            } catch {
                process.end(error: error)
                throw error
            }
            send.end()
        } catch {
            send.end(error: error)
            throw error
        }
        if let next = draft.next { try await runNow(next()) }
    }

    private func context(_ header: Message.Header) -> JobContext {
        JobContext(
            id: header.id,
            queueName: header.queue,
            name: header.name,
            group: header.group,
            attempt: 1,
            attemptLimit: 1,
            enqueued: broker.now,
            intended: broker.now,
            worker: nil,
            queue: self,
            logger: options.logger
        )
    }
}

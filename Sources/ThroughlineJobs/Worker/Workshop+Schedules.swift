import Foundation
import Logging
import Tracing

extension Workshop {
    /// Enqueues what is due by a schedule.
    func fireSchedules() async throws {
        for stored in try await broker.schedules() {
            guard let time = stored.next, time <= broker.now else { continue }
            do {
                // A trace of its own, whatever this worker's task was started in.
                try await InstrumentationContext.$current.withValue(.topLevel) { try await fire(stored, for: time) }
            } catch {
                logger.error("A schedule failed", metadata: ["schedule": "\(stored.name)", "error": "\(error)"])
            }
        }
    }

    private func fire(_ stored: StoredSchedule, for time: Date) async throws {
        let definition = try ScheduleDefinition(stored, with: queue.envelope)
        var draft = Draft(definition.job, rest: [])
        draft.message.header.id = JobID()
        draft.options.start = .at(time)
        if !definition.allowsOverlap { draft.options.unique = .key("schedule/\(stored.name)") }

        var following = stored
        following.remaining = stored.remaining.map { max(0, $0 - 1) }
        let isLast = following.remaining == 0
        following.next =
            isLast ? nil : definition.schedule.next(after: definition.catchesUp ? time : max(time, broker.now))

        let publication = try Publication([draft], as: .single, to: queue)
        do {
            let isFired = try await broker.fire(following, for: time, entries: publication.entries)
            isFired ? publication.end([.enqueued(draft.message.header.id)]) : publication.abandon()
        } catch {
            publication.end(error: error)
            throw error
        }
    }
}

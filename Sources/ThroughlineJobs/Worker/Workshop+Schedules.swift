import Foundation
import Logging
import Synchronization
import Tracing

extension Workshop {
    /// Enqueues what is due by a schedule.
    func fireSchedules() async throws {
        guard try await broker.firesSchedules() else { return }
        let schedules = try await broker.schedules()
        failedSchedules.withLock { failed in failed = failed.filter { schedules.contains($0.value) } }
        for stored in schedules {
            guard let time = stored.next, time <= broker.now else { continue }
            do {
                // A trace of its own, whatever this worker's task was started in.
                try await InstrumentationContext.$current.withValue(.topLevel) { try await fire(stored, for: time) }
            } catch {
                // Once, as it would be the same again and again.
                let isNew = failedSchedules.withLock { $0.updateValue(stored, forKey: stored.name) == nil }
                if isNew {
                    logger.error("A schedule failed", metadata: ["schedule": "\(stored.name)", "error": "\(error)"])
                }
            }
        }
    }

    private func fire(_ stored: StoredSchedule, for time: Date) async throws {
        let definition = try ScheduleDefinition(stored, with: queue.envelope)
        var stored = stored
        var time = time
        while true {
            let (times, following) = firing(stored, definition, from: time, at: broker.now)
            // Of several workers that see a time come, most find here that another one was faster.
            guard try await broker.schedules().contains(stored) else { return }
            guard try await fire(following, definition, for: time, times) else { return }
            guard let next = following.next, next <= broker.now else { return }
            (stored, time) = (following, next)
        }
    }

    /// Which of the times that are due are to have a job, and what the schedule is then.
    private func firing(
        _ stored: StoredSchedule,
        _ definition: ScheduleDefinition,
        from first: Date,
        at now: Date
    ) -> (times: [Date], following: StoredSchedule) {
        let schedule = definition.schedule
        var times: [Date] = []
        var following = stored
        switch definition.missed {
        case .one:
            times = [first]
            following.next = schedule.next(after: max(first, now))
        case .skip:
            let horizon = now.addingTimeInterval(-longestDelay)
            // The last one that is not over.
            var candidate = first >= horizon ? first : schedule.next(after: horizon)
            while let time = candidate, time <= now {
                times = [time]
                candidate = schedule.next(after: time)
            }
            following.next = candidate
        case .all:
            var candidate: Date? = first
            while let time = candidate, time <= now, times.count < min(longestCatchUp, stored.remaining ?? .max) {
                times.append(time)
                candidate = schedule.next(after: time)
            }
            following.next = candidate
        }
        following.remaining = stored.remaining.map { max(0, $0 - times.count) }
        if following.remaining == 0 { following.next = nil }
        return (times, following)
    }

    /// - Returns: Whether it was this worker that fired it.
    private func fire(
        _ following: StoredSchedule,
        _ definition: ScheduleDefinition,
        for time: Date,
        _ times: [Date]
    ) async throws -> Bool {
        let publications = try times.map { time in
            var draft = Draft(definition.job, rest: [])
            draft.message.header.id = JobID()
            draft.options.start = .at(time)
            if !definition.allowsOverlap { draft.exclusiveSchedule = following.name }
            return try Publication([draft], as: .single, to: queue, isAnnounced: false)
        }
        do {
            let entries = publications.flatMap(\.entries)
            guard let outcomes = try await broker.fire(following, for: time, entries: entries) else {
                for publication in publications { publication.abandon() }
                return false
            }
            for (publication, outcome) in zip(publications, outcomes) {
                if !outcome.isDuplicate { publication.announce(to: queue) }
                publication.end([outcome])
            }
            return true
        } catch {
            for publication in publications { publication.end(error: error) }
            throw error
        }
    }
}

/// How many missed times are made up for in one transaction.
private let longestCatchUp = 100
/// How long a time is past, in seconds, before it is over.
private let longestDelay = 60.0

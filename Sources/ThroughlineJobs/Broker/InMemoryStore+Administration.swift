import Foundation

extension InMemoryStore {
    mutating func purge(limit: Int, deadLetterAge: Duration?, queues: [String]?, at now: Date) -> Int {
        keys = keys.filter { $0.value.expiry.map { $0 > now } ?? true }
        let latest = deadLetterAge.map { now.advanced(by: .zero - $0) }
        let expired = jobs.filter { job in
            if job.entry.state == .dead, let latest, let ended = job.entry.ended {
                return ended <= latest && queues?.contains(job.entry.queue) ?? true
            }
            return job.expiry.map { $0 <= now } ?? false
        }
        .prefix(max(0, limit)).map(\.entry.id)
        jobs.removeAll { expired.contains($0.entry.id) }
        return expired.count
    }

    mutating func cancel(_ id: JobID, at now: Date) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.entry.id == id }), !jobs[index].entry.state.hasEnded else {
            return false
        }
        if jobs[index].entry.state == .running {
            jobs[index].isCancelling = true
        } else {
            end(index, .cancelled, at: now)
        }
        return true
    }

    mutating func requeue(_ id: JobID, at now: Date) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.entry.id == id }) else { return false }
        switch jobs[index].entry.state {
        case .dead, .failed, .cancelled:
            // A key that was taken for a while only is not asked for again.
            if let key = jobs[index].uniqueKey, jobs[index].keyExpiry == nil {
                guard taken(key, at: now) == nil else { return false }
                keys[key] = Key(job: id, expiry: nil)
            }
            jobs[index].entry.attempt = 0
            jobs[index].entry.ended = nil
            jobs[index].entry.error = nil
            jobs[index].expiry = nil
        case .scheduled: break
        case .blocked, .ready, .running, .succeeded: return false
        }
        wait(index, until: now, at: now)
        return true
    }

    mutating func delete(_ id: JobID, at now: Date) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.entry.id == id }), jobs[index].entry.state != .running else {
            return false
        }
        if !jobs[index].entry.state.hasEnded { unblock(after: index, at: now) }
        let job = jobs.remove(at: index)
        if let key = job.uniqueKey, keys[key]?.job == id { keys[key] = nil }
        return true
    }

    func entries(_ filter: EntryFilter) -> [StoredJob] {
        jobs.map(\.entry).filter { entry in
            entry.position > filter.after ?? 0 && (filter.queue.map { entry.queue == $0 } ?? true)
                && (filter.group.map { entry.group == $0 } ?? true)
                && (filter.states?.contains(entry.state) ?? true)
        }
    }

    func statistics() -> [QueueStatistics] {
        var statistics = queues
        for job in jobs {
            var queue = statistics[job.entry.queue] ?? QueueStatistics(queue: job.entry.queue)
            switch job.entry.state {
            case .blocked: queue.blocked += 1
            case .scheduled: queue.scheduled += 1
            case .ready:
                queue.ready += 1
                queue.oldestDue = min(queue.oldestDue ?? job.entry.due, job.entry.due)
            case .running: queue.running += 1
            case .dead: queue.dead += 1
            case .succeeded, .failed, .cancelled: break
            }
            statistics[job.entry.queue] = queue
        }
        return statistics.values.sorted { $0.queue < $1.queue }
    }
}

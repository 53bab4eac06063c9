import Foundation

/// The jobs of an ``InMemoryBroker``, in the order in which they were enqueued. Simple before fast.
struct InMemoryStore {
    struct Job {
        var entry: StoredJob
        var claim: Int64?
        /// Who ran it before whoever rescues it.
        var lost: String?
        var isCancelling = false
        var uniqueKey: String?
        /// How long the key is taken; `nil` until the job has ended.
        var keyExpiry: Date?
        /// Whether a job that has succeeded goes on having it.
        var keepsKey = false
        var keep: Duration?
        var expiry: Date?
    }

    struct Key {
        var job: JobID
        var expiry: Date?
        /// What else a job with the key must be equal in.
        var digest: [UInt8]?
    }

    var jobs: [Job] = []
    var keys: [String: Key] = [:]
    var queues: [String: QueueStatistics] = [:]
    var schedules: [String: StoredSchedule] = [:]
    var workers: [String: WorkerReport] = [:]
    var lastClaim: Int64 = 0
    private var lastPosition: Int64 = 0

    mutating func enqueue(_ new: BrokerEntry, at now: Date) -> EnqueueOutcome {
        let keyExpiry = new.uniqueWindow.map { now.advanced(by: $0) }
        if let key = new.uniqueKey {
            if let taken = taken(key, at: now) {
                let isEqual = new.uniqueDigest == nil || new.uniqueDigest == taken.digest
                return isEqual ? .duplicate(of: taken.job) : .conflict(with: taken.job)
            }
            keys[key] = Key(job: new.id, expiry: keyExpiry, digest: new.uniqueDigest)
        }
        let due = new.start ?? now
        lastPosition += 1
        let entry = StoredJob(
            id: new.id,
            position: lastPosition,
            queue: new.queue,
            state: .blocked,
            priority: new.priority,
            attempt: 0,
            attemptLimit: max(1, new.attemptLimit),
            group: new.group,
            orderingKey: new.orderingKey,
            enqueued: now,
            due: due,
            message: new.message
        )
        var job = Job(entry: entry, uniqueKey: new.uniqueKey, keyExpiry: keyExpiry, keepsKey: new.keepsKey)
        job.keep = new.keep
        jobs.append(job)
        wait(jobs.count - 1, until: due, at: now)
        return .enqueued(new.id)
    }

    func taken(_ key: String, at now: Date) -> Key? {
        guard let taken = keys[key], taken.expiry.map({ $0 > now }) ?? true else { return nil }
        return taken
    }

    mutating func settle(_ settlement: Settlement, at now: Date) -> SettlementResult {
        guard let index = index(settlement.claim) else { return .lost }
        if jobs[index].isCancelling, !settlement.outcome.isOpenToCancelled { return .cancelling }
        jobs[index].claim = nil
        jobs[index].isCancelling = false
        jobs[index].entry.leaseEnd = nil
        let queue = jobs[index].entry.queue
        switch settlement.outcome {
        case .succeeded(let result):
            queues[queue, default: QueueStatistics(queue: queue)].succeeded += 1
            jobs[index].entry.result = result
            end(index, .succeeded, at: now)
        case .retry(let date, let error):
            jobs[index].entry.error = error
            wait(index, until: date, at: now)
        case .failed(let error):
            queues[queue, default: QueueStatistics(queue: queue)].failed += 1
            jobs[index].entry.error = error
            end(index, .failed, at: now)
        case .dead(let error):
            queues[queue, default: QueueStatistics(queue: queue)].failed += 1
            jobs[index].entry.error = error
            end(index, .dead, at: now)
        case .cancelled: end(index, .cancelled, at: now)
        case .released(let date):
            jobs[index].entry.attempt -= 1
            wait(index, until: date, at: now)
        }
        for follower in settlement.followers { _ = enqueue(follower, at: now) }
        return .settled
    }

    /// Lets a job wait for its time, or for its turn.
    mutating func wait(_ index: Int, until date: Date, at now: Date) {
        jobs[index].entry.due = date
        let isBlocked = others(like: index).contains {
            jobs[$0].entry.state != .blocked && !jobs[$0].entry.state.hasEnded
        }
        jobs[index].entry.state = isBlocked ? .blocked : date <= now ? .ready : .scheduled
    }

    /// The other jobs of the same ordering key, in their order.
    private func others(like index: Int) -> [Int] {
        guard let key = jobs[index].entry.orderingKey else { return [] }
        return jobs.indices.filter {
            $0 != index && jobs[$0].entry.orderingKey == key && jobs[$0].entry.queue == jobs[index].entry.queue
        }
    }

    /// It is the turn of the job that comes next by its ordering key, when one is not to be run any more.
    mutating func unblock(after index: Int, at now: Date) {
        let others = others(like: index)
        guard jobs[index].entry.state != .blocked,
            !others.contains(where: { jobs[$0].entry.state != .blocked && !jobs[$0].entry.state.hasEnded }),
            let next = others.first(where: { jobs[$0].entry.state == .blocked })
        else { return }
        jobs[next].entry.state = jobs[next].entry.due <= now ? .ready : .scheduled
    }

    mutating func end(_ index: Int, _ state: JobState, at now: Date) {
        let job = jobs[index]
        if let key = job.uniqueKey, keys[key]?.job == job.entry.id, keys[key]?.expiry == nil {
            let keep = state == .succeeded && job.keepsKey ? job.keep : nil
            keys[key] = keep.map { Key(job: job.entry.id, expiry: now.advanced(by: $0)) }
        }
        unblock(after: index, at: now)
        jobs[index].entry.state = state
        jobs[index].entry.ended = now
        if state == .dead { return }
        if let keep = job.keep {
            jobs[index].expiry = now.advanced(by: keep)
        } else {
            jobs.remove(at: index)
        }
    }

    func index(_ claim: ClaimID) -> Int? {
        jobs.firstIndex { $0.entry.id == claim.job && $0.claim == claim.number && $0.entry.state == .running }
    }
}

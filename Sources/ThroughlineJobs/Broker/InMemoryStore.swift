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
    }

    var jobs: [Job] = []
    var keys: [String: Key] = [:]
    var queues: [String: QueueStatistics] = [:]
    var schedules: [String: StoredSchedule] = [:]
    var workers: [String: WorkerReport] = [:]
    private var lastClaim: Int64 = 0
    private var lastPosition: Int64 = 0

    mutating func enqueue(_ new: BrokerEntry, at now: Date) -> EnqueueOutcome {
        let keyExpiry = new.uniqueWindow.map { now.advanced(by: $0) }
        if let key = new.uniqueKey {
            if let holder = holder(of: key, at: now) { return .duplicate(of: holder) }
            keys[key] = Key(job: new.id, expiry: keyExpiry)
        }
        let due = new.start ?? now
        lastPosition += 1
        let entry = StoredJob(
            id: new.id,
            position: lastPosition,
            queue: new.queue,
            state: due <= now ? .ready : .scheduled,
            priority: new.priority,
            attempt: 0,
            attemptLimit: max(1, new.attemptLimit),
            group: new.group,
            enqueued: now,
            due: due,
            message: new.message
        )
        jobs.append(
            Job(entry: entry, uniqueKey: new.uniqueKey, keyExpiry: keyExpiry, keepsKey: new.keepsKey, keep: new.keep)
        )
        return .enqueued(new.id)
    }

    private func holder(of key: String, at now: Date) -> JobID? {
        guard let taken = keys[key], taken.expiry.map({ $0 > now }) ?? true else { return nil }
        return taken.job
    }

    mutating func claim(_ request: ClaimRequest, at now: Date) -> [ClaimedEntry] {
        for index in jobs.indices where jobs[index].entry.state == .scheduled && jobs[index].entry.due <= now {
            jobs[index].entry.state = .ready
        }
        var claimed: [ClaimedEntry] = []
        var room = request.queues.map { share in
            let settings = queues[share.queue]
            if settings?.isPaused == true { return 0 }
            let running = jobs.count { $0.entry.state == .running && $0.entry.queue == share.queue }
            return min(share.limit, settings?.limit.map { $0 - running } ?? .max)
        }
        for isRest in [false, true] {
            for (position, share) in request.queues.enumerated() {
                let wanted = min(
                    request.limit - claimed.count,
                    isRest ? room[position] : min(share.share, room[position])
                )
                guard wanted > 0 else { continue }
                let ready = jobs.indices.filter {
                    jobs[$0].entry.state == .ready && jobs[$0].entry.queue == share.queue
                }
                .sorted { (jobs[$1].entry.priority, $0) < (jobs[$0].entry.priority, $1) }
                for index in ready.prefix(wanted) {
                    claimed.append(claim(index, request, at: now))
                    room[position] -= 1
                }
            }
        }
        return claimed
    }

    private mutating func claim(_ index: Int, _ request: ClaimRequest, at now: Date) -> ClaimedEntry {
        lastClaim += 1
        jobs[index].claim = lastClaim
        jobs[index].lost = nil
        jobs[index].entry.state = .running
        jobs[index].entry.attempt += 1
        jobs[index].entry.worker = request.worker
        jobs[index].entry.leaseEnd = now.advanced(by: request.lease)
        return ClaimedEntry(jobs[index].entry, claim: lastClaim)
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

    private mutating func wait(_ index: Int, until date: Date, at now: Date) {
        jobs[index].entry.due = date
        jobs[index].entry.state = date <= now ? .ready : .scheduled
    }

    private mutating func end(_ index: Int, _ state: JobState, at now: Date) {
        let job = jobs[index]
        if let key = job.uniqueKey, keys[key]?.job == job.entry.id, keys[key]?.expiry == nil {
            let keep = state == .succeeded && job.keepsKey ? job.keep : nil
            keys[key] = keep.map { Key(job: job.entry.id, expiry: now.advanced(by: $0)) }
        }
        jobs[index].entry.state = state
        jobs[index].entry.ended = now
        if state == .dead { return }
        if let keep = job.keep {
            jobs[index].expiry = now.advanced(by: keep)
        } else {
            jobs.remove(at: index)
        }
    }

    mutating func extend(_ claim: ClaimID, to end: Date) -> LeaseState {
        guard let index = index(claim) else { return .lost }
        jobs[index].entry.leaseEnd = end
        return jobs[index].isCancelling ? .cancelling : .held
    }

    mutating func rescue(_ request: RescueRequest, at now: Date) -> [RescuedEntry] {
        let expired = jobs.indices.filter { index in
            guard let end = jobs[index].entry.leaseEnd, let claim = jobs[index].claim, end <= now else { return false }
            return !request.sparing.contains(ClaimID(job: jobs[index].entry.id, number: claim))
        }
        return expired.prefix(max(0, request.limit)).map { index in
            lastClaim += 1
            let worker = jobs[index].lost ?? jobs[index].entry.worker ?? ""
            jobs[index].claim = lastClaim
            jobs[index].lost = worker
            jobs[index].entry.worker = request.worker
            jobs[index].entry.leaseEnd = now.advanced(by: request.lease)
            let entry = ClaimedEntry(jobs[index].entry, claim: lastClaim)
            return RescuedEntry(entry: entry, worker: worker, isCancelling: jobs[index].isCancelling)
        }
    }

    mutating func purge(limit: Int, deadLetterAge: Duration?, at now: Date) -> Int {
        keys = keys.filter { $0.value.expiry.map { $0 > now } ?? true }
        let latest = deadLetterAge.map { now.advanced(by: .zero - $0) }
        let expired = jobs.filter { job in
            if job.entry.state == .dead, let latest, let ended = job.entry.ended { return ended <= latest }
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
                guard holder(of: key, at: now) == nil else { return false }
                keys[key] = Key(job: id, expiry: nil)
            }
            jobs[index].entry.attempt = 0
            jobs[index].entry.ended = nil
            jobs[index].entry.error = nil
            jobs[index].expiry = nil
        case .scheduled: break
        case .ready, .running, .succeeded: return false
        }
        wait(index, until: now, at: now)
        return true
    }

    mutating func delete(_ id: JobID) -> Bool {
        guard let index = jobs.firstIndex(where: { $0.entry.id == id }), jobs[index].entry.state != .running else {
            return false
        }
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

    private func index(_ claim: ClaimID) -> Int? {
        jobs.firstIndex { $0.entry.id == claim.job && $0.claim == claim.number && $0.entry.state == .running }
    }
}

extension ClaimedEntry {
    init(_ entry: StoredJob, claim: Int64) {
        self.init(
            claim: ClaimID(job: entry.id, number: claim),
            queue: entry.queue,
            attempt: entry.attempt,
            attemptLimit: entry.attemptLimit,
            enqueued: entry.enqueued,
            due: entry.due,
            group: entry.group,
            message: entry.message
        )
    }
}

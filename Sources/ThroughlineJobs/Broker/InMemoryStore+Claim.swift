import Foundation

extension InMemoryStore {
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

    mutating func extend(_ claim: ClaimID, to end: Date) -> LeaseState {
        guard let index = index(claim) else { return .lost }
        jobs[index].entry.leaseEnd = end
        return jobs[index].isCancelling ? .cancelling : .held
    }

    mutating func rescue(_ request: RescueRequest, at now: Date) -> [RescuedEntry] {
        let expired = jobs.indices.filter { index in
            guard let end = jobs[index].entry.leaseEnd, let claim = jobs[index].claim, end <= now,
                request.queues?.contains(jobs[index].entry.queue) ?? true
            else { return false }
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

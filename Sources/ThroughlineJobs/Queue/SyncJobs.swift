import Foundation
import Synchronization

/// What became of jobs that ran inside the call that enqueued them, for who asks for results: the last ten thousand that are
/// to be kept.
final class SyncJobs: Sendable {
    private struct State {
        var jobs: [JobID: StoredJob] = [:]
        var order: [JobID] = []
        var cached: [String: (id: JobID, expiry: Date)] = [:]
    }

    private static let capacity = 10_000
    private let state = Mutex(State())

    func add(_ job: StoredJob) {
        state.withLock { state in
            if state.jobs.updateValue(job, forKey: job.id) == nil { state.order.append(job.id) }
            guard state.order.count > Self.capacity else { return }
            let dropped = state.order.prefix(Self.capacity / 2)
            for id in dropped { state.jobs[id] = nil }
            state.order.removeFirst(dropped.count)
            state.cached = state.cached.filter { state.jobs[$0.value.id] != nil }
        }
    }

    func job(_ id: JobID) -> StoredJob? { state.withLock { $0.jobs[id] } }

    /// The jobs that match, all of them on one page.
    func jobs(_ filter: EntryFilter) -> [StoredJob] {
        state.withLock { state in state.order.compactMap { state.jobs[$0] } }.filter { job in
            (filter.queue.map { job.queue == $0 } ?? true) && (filter.group.map { job.group == $0 } ?? true)
                && (filter.states?.contains(job.state) ?? true)
        }
    }

    func delete(_ ids: [JobID]) {
        state.withLock { state in
            for id in ids { state.jobs[id] = nil }
            state.order.removeAll { state.jobs[$0] == nil }
        }
    }

    // MARK: Cached results

    func cache(_ id: JobID, as key: String, until expiry: Date) {
        state.withLock { $0.cached[key] = (id, expiry) }
    }

    /// The job whose result counts for those of this key.
    func cached(_ key: String, at now: Date) -> JobID? {
        state.withLock { state in
            guard let (id, expiry) = state.cached[key], expiry > now, state.jobs[id] != nil else { return nil }
            return id
        }
    }
}

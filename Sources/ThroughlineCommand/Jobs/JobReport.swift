import Foundation
import ThroughlineJobs

/// A job as `--json` shows it.
struct JobReport: Encodable {
    var id: String
    @OrNull var type: String?
    @OrNull var name: String?
    var queue: String
    var state: JobState
    var priority: Int
    var attempt: Int
    var attemptLimit: Int
    @OrNull var group: String?
    @OrNull var orderingKey: String?
    var enqueued: Date
    var due: Date
    @OrNull var ended: Date?
    @OrNull var worker: String?
    @OrNull var error: String?
    /// `null` where it is encrypted or cannot be read.
    @OrNull var payload: String?
    @OrNull var result: String?
    var isEncrypted: Bool
    var carrier: [String: String]

    init(_ job: StoredJob) {
        id = job.id.description
        type = job.jobType
        name = job.jobName
        queue = job.queue
        state = job.state
        priority = job.priority
        attempt = job.attempt
        attemptLimit = job.attemptLimit
        group = job.group
        orderingKey = job.orderingKey
        enqueued = job.enqueued
        due = job.due
        ended = job.ended
        worker = job.worker
        error = job.error
        payload = job.payload.map { String(decoding: $0, as: UTF8.self) }
        result = job.resultInTheOpen.map { String(decoding: $0, as: UTF8.self) }
        isEncrypted = job.isEncrypted
        carrier = job.carrier
    }
}

/// A queue as `--json` shows it.
struct QueueReport: Encodable {
    var queue: String
    var ready: Int
    var running: Int
    var scheduled: Int
    var blocked: Int
    var dead: Int
    var succeeded: Int
    var failed: Int
    @OrNull var oldestDue: Date?
    var isPaused: Bool
    var isClosed: Bool
    @OrNull var limit: Int?

    init(_ statistics: QueueStatistics) {
        queue = statistics.queue
        ready = statistics.ready
        running = statistics.running
        scheduled = statistics.scheduled
        blocked = statistics.blocked
        dead = statistics.dead
        succeeded = statistics.succeeded
        failed = statistics.failed
        oldestDue = statistics.oldestDue
        isPaused = statistics.isPaused
        isClosed = statistics.isClosed
        limit = statistics.limit
    }
}

/// A schedule as `--json` shows it.
struct ScheduleReport: Encodable {
    var name: String
    @OrNull var next: Date?
    @OrNull var remaining: Int?
    @OrNull var type: String?
    /// `null` where it is encrypted or cannot be read.
    @OrNull var rule: String?

    init(_ schedule: StoredSchedule) {
        name = schedule.name
        next = schedule.next
        remaining = schedule.remaining
        type = schedule.jobType
        rule = schedule.rule?.description
    }
}

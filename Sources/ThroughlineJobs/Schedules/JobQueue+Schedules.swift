extension JobQueue {
    /// Has a job enqueued again and again, for as long as there is a worker.
    ///
    /// ```swift
    /// try await queue.schedule("report", .daily(hour: 3, in: berlin), SendReport())
    /// try await queue.schedule("poll", .cron("*/5 8-18 * * mon-fri", in: berlin), Poll())
    /// ```
    ///
    /// The schedule is stored with the jobs. To say the same again, as every process does that starts, changes nothing; to say
    /// something else under the same name replaces it. It goes on when nobody says it any more, until ``unschedule(_:)``. Of all
    /// the workers exactly one enqueues the job for each time, which the job finds in ``JobContext/intended``. Each begins a
    /// trace of its own; the schedule's name is its group.
    ///
    /// When keys are exchanged (``PayloadKeys``), the old one is needed until a process that knows both has said the schedule.
    ///
    /// - Parameters:
    ///   - name: The schedule's name.
    ///   - schedule: When.
    ///   - job: The job.
    ///   - options: What differs from the job type's own options. ``JobOptions/start``, ``JobOptions/unique``,
    ///     ``JobOptions/cached`` and ``JobOptions/group`` have no effect.
    ///   - repeats: How often in all; `nil` for ever.
    ///   - missed: What becomes of times at which there was no worker.
    ///   - allowsOverlap: Whether the job is enqueued while the one from the time before has not ended.
    public func schedule<J: Job>(
        _ name: String,
        _ schedule: Schedule,
        _ job: J,
        options: JobOptions = JobOptions(),
        repeats: Int? = nil,
        missed: MissedTimes = .one,
        allowsOverlap: Bool = true
    ) async throws {
        if self.options.isSync { return }
        let definition = ScheduleDefinition(
            schedule,
            try link(job, options, of: name),
            missed: missed,
            allowsOverlap: allowsOverlap,
            repeats: repeats
        )
        if let stored = try await broker.schedules().first(where: { $0.name == name }),
            let known = try? ScheduleDefinition(stored, with: envelope), known.saysTheSame(as: definition)
        {
            return try await renew(stored, definition)
        }
        let entry = StoredSchedule(
            name: name,
            next: repeats ?? 1 > 0 ? schedule.next(after: broker.now) : nil,
            remaining: repeats.map { max(0, $0) },
            definition: try definition.sealed(name: name, with: envelope)
        )
        try await broker.setSchedule(entry)
    }

    /// Ends a schedule. Jobs that it has enqueued stay.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func unschedule(_ name: String) async throws -> Bool {
        try await broker.removeSchedule(name)
    }

    private func link<J: Job>(_ job: J, _ options: JobOptions, of schedule: String) throws -> ChainLink {
        var options = options.over(J.options)
        options.inherits = false
        (options.group, options.start, options.unique, options.cached) = (nil, nil, nil, nil)
        var draft = try Draft(job, options, in: self)
        draft.message.header.id = JobID(high: 0, low: 0)
        draft.message.header.group = schedule
        return ChainLink(
            header: draft.message.header,
            payload: draft.message.payload,
            priority: draft.options.priority ?? 0,
            keep: draft.options.keep
        )
    }

    /// Brings up to date what a schedule is sealed with, and a time that is too far away because the clock was ahead. Nothing
    /// happens where a worker has fired it meanwhile.
    private func renew(_ stored: StoredSchedule, _ definition: ScheduleDefinition) async throws {
        var renewed = stored
        if !envelope.isCurrent(stored.definition) {
            renewed.definition = try definition.sealed(name: stored.name, with: envelope)
        }
        if let next = stored.next, let sooner = definition.schedule.next(after: broker.now), sooner < next {
            renewed.next = sooner
        }
        guard renewed != stored else { return }
        if let next = stored.next {
            _ = try await broker.fire(renewed, for: next, entries: [])
        } else {
            try await broker.setSchedule(renewed)
        }
    }
}

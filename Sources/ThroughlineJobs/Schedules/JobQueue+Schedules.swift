extension JobQueue {
    /// Has a job enqueued again and again, for as long as there is a worker.
    ///
    /// ```swift
    /// try await queue.schedule("report", .daily(hour: 3, in: berlin), SendReport())
    /// try await queue.schedule("poll", .cron("*/5 8-18 * * mon-fri", in: berlin), Poll())
    /// ```
    ///
    /// The schedule is stored with the jobs. To say the same again, as every process does that starts, changes nothing; to say
    /// something else under the same name replaces it. Of all the workers exactly one enqueues the job for each time, which the
    /// job finds in ``JobContext/intended``. Each begins a trace of its own; the schedule's name is its group.
    ///
    /// - Parameters:
    ///   - name: The schedule's name.
    ///   - schedule: When.
    ///   - job: The job.
    ///   - options: What differs from the job type's own options. ``JobOptions/start`` and ``JobOptions/unique`` have no effect.
    ///   - repeats: How often in all; `nil` for ever.
    ///   - catchesUp: Whether times at which there was no worker are made up for, each of them. If not, they are made up for
    ///     together by one job.
    ///   - allowsOverlap: Whether the job is enqueued while the one from the time before has not ended.
    public func schedule<J: Job>(
        _ name: String,
        _ schedule: Schedule,
        _ job: J,
        options: JobOptions = JobOptions(),
        repeats: Int? = nil,
        catchesUp: Bool = false,
        allowsOverlap: Bool = true
    ) async throws {
        var draft = try Draft(job, options, in: self)
        draft.message.header.id = JobID(high: 0, low: 0)
        draft.message.header.group = name
        let link = ChainLink(
            header: draft.message.header,
            payload: draft.message.payload,
            priority: draft.options.priority ?? 0,
            keep: draft.options.keep
        )
        let definition = ScheduleDefinition(schedule, link, catchesUp: catchesUp, allowsOverlap: allowsOverlap)
        let stored = try await broker.schedules().first { $0.name == name }
        if let stored, let known = try? ScheduleDefinition(stored, with: envelope), known == definition { return }
        let entry = StoredSchedule(
            name: name,
            next: repeats ?? 1 > 0 ? schedule.next(after: broker.now) : nil,
            remaining: repeats,
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
}

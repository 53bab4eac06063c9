/// What becomes of a schedule's times at which there was no worker.
public enum MissedTimes: Hashable, Sendable {
    /// Each is made up for by a job.
    case all
    /// One job makes up for all of them. ``JobContext/intended`` is the first one.
    case one
    /// They are left out: a time that is more than a minute past is over.
    case skip
}

package import SpanRecording

/// How the spans and metrics of a queue's jobs are told.
///
/// The engine says what happens; a vocabulary says it in the words of whoever the queue belongs to. Jobs have theirs
/// (``MessagingVocabulary``), and a module that is built on the engine has its own.
package protocol JobVocabulary: Sendable {
    /// The library that the spans are of.
    var scope: InstrumentationScope { get }

    /// The name of the span around sending; `nil` where whoever sends has a span already, the context of which goes along.
    func sendName(_ header: Message.Header) -> String?
    /// What is known of a job when it is sent.
    func attributes(sending header: Message.Header, broker: String, isSync: Bool) -> Attributes
    /// What is known when it is stored, or is not because of another one. Empty for nothing.
    func attributes(sent outcome: EnqueueOutcome) -> Attributes

    func processName(_ attempt: Attempt) -> String
    /// What is known of an attempt when it begins.
    func attributes(processing attempt: Attempt) -> Attributes
    /// What is known when it has ended.
    func attributes(processed attempt: Attempt, error: (any Error)?) -> Attributes

    /// Something has happened that metrics count.
    func record(_ event: JobEvent)
}

/// One attempt at a job, as spans and metrics tell of it.
package struct Attempt: Sendable {
    package var header: Message.Header
    package var queue: String
    /// From 1.
    package var number: Int
    package var broker: String
    /// Who makes it; `nil` where it is made inside the call that enqueues the job.
    package var worker: String?
    /// For how long the job had been due; `nil` where that is not known, as the attempt is over.
    package var wait: Duration?

    package var isSync: Bool { worker == nil }
}

/// What metrics count.
package enum JobEvent: Sendable {
    case sent(Message.Header, count: Int, Duration, error: (any Error)?)
    /// An attempt begins that had to wait.
    case waited(Attempt, Duration)
    /// An attempt is over; its duration is not known where its worker died.
    case processed(Attempt, Duration?, error: (any Error)?)
    /// There is to be another attempt.
    case retried(Attempt, error: (any Error)?)
    /// The job has become a dead letter.
    case died(Attempt, error: (any Error)?)
    /// A job was rescued from a worker that died.
    case rescued(Attempt, error: (any Error)?)
    /// How much waits: the depth, and for how long the oldest has, in seconds.
    case measured(QueueStatistics, oldestAge: Double)
}

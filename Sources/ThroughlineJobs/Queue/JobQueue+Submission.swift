package import GRDB
import Logging

// For modules that are built on the engine: work that is no job type's.
extension Draft {
    /// - Parameters:
    ///   - name: The name of the ``JobRunner`` that does the work.
    ///   - payload: As JSON.
    ///   - metadata: What goes along beside it: of what is too much, the longest is left out.
    ///   - uniqueDigest: What a job with the same unique key has to be equal in.
    package init(
        _ name: String,
        id: JobID = JobID(),
        payload: [UInt8],
        metadata: [String: String] = [:],
        options: JobOptions,
        uniqueDigest: [UInt8]? = nil,
        in queue: JobQueue
    ) {
        var header = Message.Header(id: id, type: name, queue: options.queue ?? queue.options.defaultQueue)
        header.name = options.name
        header.group = options.group
        header.timeout = options.timeout.map { .microseconds(max(1, $0.wholeMicroseconds)) }
        header.retry = options.retry ?? .standard
        header.orderingKey = options.orderingKey
        header.metadata = TraceCarrier.kept(of: metadata)
        if header.metadata.count < metadata.count {
            queue.options.logger.warning(
                "Metadata is too long, and partly left out",
                metadata: ["queue": "\(header.queue)", "left": "\(metadata.count - header.metadata.count)"]
            )
        }
        self.options = options
        self.uniqueDigest = uniqueDigest
        message = Message(header: header, payload: payload)
    }
}

extension JobQueue {
    package func submit(_ draft: Draft) async throws -> EnqueueOutcome {
        try await publish([draft], as: .single)[0]
    }

    /// In a transaction of the caller's own.
    package func submit(_ draft: Draft, in db: Database) throws -> EnqueueOutcome {
        try publish([draft], as: .single, in: db)[0]
    }
}

import Crypto
import Foundation

/// A job that is to be enqueued, before it has a trace.
struct Draft: Sendable {
    var message: Message
    var options: JobOptions
    /// Runs the job, for a queue that does so at once.
    var run: @Sendable (JobContext) async throws -> Void = { _ in }
    /// The chain's next link, for the same.
    var next: (@Sendable () -> Draft)?

    init<J: Job>(_ job: J, _ options: JobOptions, in queue: JobQueue) throws {
        let options = options.over(J.options)
        let payload = try PayloadCoding.encode(job)
        var header = Message.Header(id: JobID(), type: J.name, queue: options.queue ?? queue.options.defaultQueue)
        header.name = options.name
        header.group = options.group
        header.timeout = options.timeout.map { max($0, .zero) }
        header.retry = options.retry ?? .standard
        header.ackFailure = options.ackFailure ?? false
        header.hook = options.hook?.name
        self.options = options
        if self.options.keep == nil, options.group != nil { self.options.keep = .seconds(86_400) }
        header.keepsResult = self.options.keep != nil
        message = Message(header: header, payload: payload)
        run = { context in _ = try await job.run(context) }
    }

    func entry(_ envelope: Envelope, at now: Date) throws -> BrokerEntry {
        let start = options.start?.date(from: now)
        var message = message
        if let start { message.header.intended = Timestamp(start).microseconds }
        return BrokerEntry(
            id: message.header.id,
            queue: message.header.queue,
            priority: options.priority ?? 0,
            start: start,
            attemptLimit: max(1, header.retry.limit),
            group: header.group,
            uniqueKey: options.unique.map(uniqueKey),
            uniqueWindow: options.unique?.window,
            keep: options.keep,
            message: try envelope.seal(message)
        )
    }

    private var header: Message.Header { message.header }

    private func uniqueKey(_ unique: Uniqueness) -> String {
        if let key = unique.key { return "\(header.type)/\(key)" }
        let digest = SHA256.hash(data: message.payload).map { byte in
            byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        return "\(header.type)#\(digest.joined())"
    }
}

extension JobStart {
    func date(from now: Date) -> Date? {
        switch self {
        case .now: nil
        case .after(let duration): now.advanced(by: duration)
        case .at(let date): date
        }
    }
}

/// Jobs and results as JSON. The keys are sorted, so that equal jobs have equal bytes.
enum PayloadCoding {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

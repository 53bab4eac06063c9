// What a broker does not know of a job. It is for people to look at: nobody has checked the signature.
extension StoredJob {
    /// What kind of job it is; `nil` where the message is not one of this module's.
    public var jobType: String? { header?.type }

    /// What this one job is called.
    public var jobName: String? { header?.name }

    /// The job's properties as JSON; `nil` where they are encrypted.
    public var payload: [UInt8]? { (try? Envelope.peekPayload(message)) ?? nil }

    /// Whether only who has the key can read its payload.
    public var isEncrypted: Bool { (try? Envelope.isEncrypted(message)) ?? false }

    /// What the job returned, as JSON; `nil` where it is encrypted, or there is none.
    public var resultInTheOpen: [UInt8]? { result.flatMap { Envelope.isEncryptedResult($0) ? nil : $0 } }

    /// The trace that the job carries, as the tracing backend wrote it: `traceparent` and the like.
    public var carrier: [String: String] { header?.carrier ?? [:] }

    /// What goes along with the job beside its payload.
    package var metadata: [String: String] { header?.metadata ?? [:] }

    private var header: Message.Header? { try? Envelope.peek(message) }
}

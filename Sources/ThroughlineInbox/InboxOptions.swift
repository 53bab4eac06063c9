public import Logging
public import ThroughlineJobs

extension Inbox {
    public struct Options: Sendable {
        /// How often an entry is tried again that has failed, where its route or sender does not say. 0 is one attempt.
        public var retries = 5
        /// How long to wait between attempts. Its `limit` has no say.
        public var backoff: RetryPolicy = .exponential(from: .seconds(1), upTo: .seconds(300))

        /// How many bytes a request's body may have.
        public var bodyLimit = 1 << 20
        /// How long a client may take to send it.
        public var bodyTimeout: Duration = .seconds(10)
        /// How many entries of a route may wait. When there are as many, requests are answered with 503. It is counted about twice
        /// a second, and by each process for itself in between: a little more may come in.
        public var capacity = 100_000
        /// When a client is to try again that was answered with 503.
        public var retryAfter: Duration = .seconds(5)
        /// How requests that are repeated are known.
        public var idempotency = Idempotency()

        /// What is run around receiving and processing, the first one outermost.
        public var middleware: [any InboxMiddleware] = []
        /// How long each step of a middleware may take.
        public var middlewareTimeout: Duration = .seconds(10)
        /// What handlers work with, and find by its type: ``InboxContext/dependency(_:)``.
        public var dependencies = JobDependencies()

        /// Whether entries are signed, and encrypted.
        public var payloads = PayloadProtection.open
        /// Whether larger payloads are compressed (gzip).
        public var compressesPayloads = false

        /// How what was received is processed: how many at once, by which leases. Its queues are the inbox's.
        public var worker = Worker.Options()
        /// The token with which the management routes can be used; without one there are none.
        public var managementToken: String?
        /// The path that the management routes are under.
        public var managementPath = "/inbox"
        public var logger = Logger(label: "throughline.inbox")

        public init() {}
    }

    /// How requests that are repeated are known.
    public struct Idempotency: Sendable, Hashable {
        /// The header that holds a request's key; `nil` for none.
        ///
        /// Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
        public var header: String? = "Idempotency-Key"
        /// For how long a key is remembered, from the first request with it.
        public var window: Duration = .seconds(86_400)
        /// How many bytes a key may have.
        public var longestKey = 255

        public init() {}
    }
}

/// Why an inbox cannot be made, or a message not be sent.
public enum InboxError: Error, Hashable {
    /// Two routes, or two senders, have this name.
    case duplicateName(String)
    /// A name is empty, longer than 200 bytes, or has characters that no path can have: letters, digits, `-`, `_` and `.` are
    /// good.
    case badName(String)
    /// There is no sender of this name.
    case unknownSender(String)
    /// The sender is for messages of another type.
    case otherType(sender: String, expected: String)
}

public import NIOHTTP1
public import ThroughlineAsyncHTTPClient
import ThroughlineJobs

/// Calls to another service that are stored, and then made until they succeed.
///
/// ```swift
/// BufferedSender("partner", News.self, to: "https://partner.example/news", client: client)
/// try await inbox.send(News(…), by: "partner")
/// ```
///
/// A message is posted as JSON, with its id as the `Idempotency-Key` of every attempt, so that another ``Inbox`` keeps it once. An
/// answer of 2xx ends it. After 408, 425, 429 and 5xx, and where there is no answer, it is tried again, when `Retry-After` says
/// so or else as ``Inbox/Options/backoff`` does. Any other answer takes it to the error queue.
public struct BufferedSender: Sendable {
    /// The name that its messages are stored under.
    public let name: String
    /// The message type's name, which its spans are called by.
    public let messageType: String

    let retries: Int?
    let timeout: Duration
    let concurrency: Int?
    let outgoing: @Sendable (any Sendable) throws -> Outgoing
    private let delivery: Delivery

    /// A message that is to be stored.
    struct Outgoing: Sendable {
        var payload: [UInt8]
        var orderingKey: String?
    }

    /// - Parameters:
    ///   - name: Its name: letters, digits, `-`, `_` and `.`.
    ///   - type: What it sends.
    ///   - url: Says where to, at each attempt; one at which it throws has failed.
    ///   - client: What it is sent with.
    ///   - headers: What is sent besides.
    ///   - order: In which order messages are delivered.
    ///   - retries: How often one is tried again; 0 is one attempt, `nil` is ``Inbox/Options/retries``.
    ///   - timeout: How long an attempt may take, until the answer's head is there.
    ///   - longestRetryAfter: How long a wait the other service may ask for.
    ///   - concurrency: How many a process delivers at once.
    public init<Message: Codable & Sendable>(
        _ name: String,
        _ type: Message.Type = Message.self,
        to url: @escaping @Sendable () async throws -> String,
        client: TracedHTTPClient,
        headers: HTTPHeaders = [:],
        order: ProcessingOrder<Message> = .parallel,
        retries: Int? = nil,
        timeout: Duration = .seconds(30),
        longestRetryAfter: Duration = .seconds(3_600),
        concurrency: Int? = nil
    ) {
        self.name = name
        self.retries = retries
        self.timeout = timeout
        self.concurrency = concurrency
        messageType = "\(type)"
        outgoing = { message in
            guard let message = message as? Message else {
                throw InboxError.otherType(sender: name, expected: "\(type)")
            }
            return Outgoing(payload: try PayloadCoding.encode(message), orderingKey: order.key(message))
        }
        delivery = Delivery(
            url: url,
            client: client,
            headers: headers,
            timeout: timeout,
            longestRetryAfter: longestRetryAfter
        )
    }

    /// The same to one place: see ``init(_:_:to:client:headers:order:retries:timeout:longestRetryAfter:concurrency:)``.
    public init<Message: Codable & Sendable>(
        _ name: String,
        _ type: Message.Type = Message.self,
        to url: String,
        client: TracedHTTPClient,
        headers: HTTPHeaders = [:],
        order: ProcessingOrder<Message> = .parallel,
        retries: Int? = nil,
        timeout: Duration = .seconds(30),
        longestRetryAfter: Duration = .seconds(3_600),
        concurrency: Int? = nil
    ) {
        self.init(
            name,
            type,
            to: { url },
            client: client,
            headers: headers,
            order: order,
            retries: retries,
            timeout: timeout,
            longestRetryAfter: longestRetryAfter,
            concurrency: concurrency
        )
    }

    var queue: InboxQueue { .sender(name) }

    var term: InboxVocabulary.Term { InboxVocabulary.Term(queue: queue, messageType: messageType, route: nil) }

    func runner(_ inbox: Inbox) -> JobRunner {
        inbox.runner(queue) { payload in
            { context in try await delivery.post(payload, context) }
        }
    }
}

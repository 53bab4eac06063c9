import Logging
import ThroughlineAsyncHTTPClient
import ThroughlineInbox

/// What the shop accepts at once and does later, and what it tells its partner.
enum ShopInbox {
    static func make(broker: any Broker, partner: Partner, client: TracedHTTPClient) throws -> Inbox {
        var options = Inbox.Options()
        options.backoff = .exponential(from: .milliseconds(200))
        options.logger.logLevel = .critical  // an event is meant to fail
        return try Inbox(
            broker: broker,
            routes: [
                BufferedRoute("events", Event.self, order: .key { $0.key }, validate: { try $0.check() }) {
                    try await $0.process($1)
                }
            ],
            senders: [
                // Asked for at each attempt: the partner may have moved.
                BufferedSender("partner", News.self, to: { try await partner.address("/news") }, client: client)
            ],
            options: options
        )
    }
}

/// How many mails are sent in a time.
public struct SMTPRateLimit: Hashable, Sendable {
    public var messages: Int
    public var period: Duration

    /// At most so many messages in each period. They may come all at once; then the next ones come evenly.
    public init(messages: Int, per period: Duration) {
        self.messages = messages
        self.period = period
    }
}

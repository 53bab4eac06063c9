/// How many connections a pool has, and how long it keeps them.
public struct SMTPPoolLimits: Hashable, Sendable {
    /// How many connections there are at most. Whoever needs one more waits for its turn.
    public var size = 5
    /// How long a connection stays open without a mail.
    public var idleTime: Duration = .seconds(60)
    /// How many mails a connection carries before it is replaced. Many servers have such a limit themselves.
    public var messagesPerConnection = 100
    /// After how long without a mail a connection is asked whether it is still there, before the next one.
    public var probesAfter: Duration = .seconds(10)
    /// How long a connection is waited for, before ``MailError/timedOut(phase:)`` is thrown. The rate limit does not count.
    public var checkoutTime: Duration = .seconds(60)
    /// How long ``SMTPTransport/shutdown()`` waits for mails that are being sent, before it breaks them off.
    public var shutdownTime: Duration = .seconds(30)

    public init() {}
}

/// How long the server may take for each step. Each is a limit of silence, not of the whole.
///
/// The defaults are below what RFC 5321, section 4.5.3.2 asks of a relay that sends all day (``rfc5321``), as somebody
/// usually waits for an application's mail. ``contentEnd`` stays long: being impatient there means not knowing whether the mail
/// was sent.
public struct SMTPTimeouts: Hashable, Sendable {
    /// Until the TCP connection stands.
    public var connect: Duration = .seconds(10)
    /// Until TLS stands.
    public var handshake: Duration = .seconds(15)
    /// Until the server's first words. Some let strangers wait on purpose.
    public var greeting: Duration = .seconds(60)
    /// For each answer to `EHLO`, `STARTTLS`, `AUTH` and `RSET`; and to `NOOP`, by which a connection that was idle is asked
    /// whether it is still there, but no more than five seconds: then another one is opened.
    public var command: Duration = .seconds(30)
    /// For the answer to `MAIL`.
    public var mail: Duration = .seconds(60)
    /// For the answer to each `RCPT`. Some servers look the recipient up elsewhere.
    public var recipient: Duration = .seconds(60)
    /// For the answer to `DATA`.
    public var data: Duration = .seconds(60)
    /// For the server to take in each piece of the content.
    public var contentBlock: Duration = .seconds(60)
    /// From the content's end to the server's answer.
    public var contentEnd: Duration = .seconds(300)
    /// For the answer to `QUIT`.
    public var quit: Duration = .seconds(5)
    /// How long a task that is cancelled after the content's end still waits for the answer, to know whether the mail was
    /// sent.
    public var cancellationGrace: Duration = .seconds(5)

    public init() {}

    /// What RFC 5321, section 4.5.3.2 asks for.
    public static var rfc5321: SMTPTimeouts {
        var timeouts = SMTPTimeouts()
        timeouts.greeting = .seconds(300)
        timeouts.command = .seconds(300)
        timeouts.mail = .seconds(300)
        timeouts.recipient = .seconds(300)
        timeouts.data = .seconds(120)
        timeouts.contentBlock = .seconds(180)
        timeouts.contentEnd = .seconds(600)
        return timeouts
    }

    func duration(of phase: SMTPPhase) -> Duration {
        switch phase {
        case .handshake: handshake
        case .greeting: greeting
        case .hello, .startTLS, .authentication, .reset: command
        case .noop: min(command, .seconds(5))
        case .mail: mail
        case .recipient: recipient
        case .data: data
        case .content: contentBlock
        case .contentEnd: contentEnd
        case .quit: quit
        }
    }
}

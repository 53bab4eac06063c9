public import SpanRecording
import Synchronization
import Tracing

/// Sends mail, and traces it.
///
/// ```swift
/// let mailer = try Mailer.fromEnvironment()  // THROUGHLINE_MAIL_URL=smtp://user:password@mail.example.com:587
/// try await mailer.send(message)
/// ```
///
/// Every call takes a connection of its transport and gives it back, so that calls may overlap. To send several times over
/// one connection, keep it open:
///
/// ```swift
/// try await mailer.withConnection { mailer in
///     try await mailer.send(invoices)
///     try await mailer.send(reminders)
/// }
/// ```
///
/// One `send` leaves the spans `send_messages` → `open` → `send_message_item`, one for each mail → `close`. They go to
/// whatever tracer is bootstrapped, and tell addresses only if ``Configuration/recordsAddresses`` says so.
///
/// It works with any ``MailTransport``, also with one of your own.
public final class Mailer: Sendable {
    /// Where the mail goes.
    public let transport: any MailTransport
    public let configuration: Configuration

    /// How mails are sent and traced.
    public struct Configuration: Sendable {
        /// Sign every composed mail, each with a signature of its own.
        public var signers: [DKIMSigner] = []
        /// Whether spans hold addresses and what servers say, which may repeat addresses. Otherwise they hold domains, and
        /// addresses in texts are masked.
        public var recordsAddresses = false
        /// Whether a mail's headers carry its trace, as `traceparent`.
        public var propagatesTrace = false

        public init() {}
    }

    /// A mailer on a transport.
    public init(_ transport: any MailTransport, configuration: Configuration = Configuration()) {
        self.transport = transport
        self.configuration = configuration
    }
}

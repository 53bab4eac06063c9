import SpanRecording
import Synchronization
import TestSupport

@testable import ThroughlineMail

/// A transport that does what a test says, and remembers what was asked of it.
final class ScriptedTransport: MailTransport {
    struct Failure: Error, CustomStringConvertible {
        var description = "no luck with jane.doe@example.com"
    }

    let name = "scripted"
    let serverAttributes: Attributes = ["server.address": "mail.example.com", "server.port": 587]

    /// What happened, in order: `open`, `deliver <first recipient>`, `close`.
    var log: [String] { state.withLock(\.log) }

    private let state = Mutex(State())
    private struct State {
        var log: [String] = []
        var connections = 0
    }

    let onOpen: @Sendable (Int) throws -> Void
    let onDeliver: @Sendable (EncodedMail) async throws -> DeliveryResult
    let onClose: @Sendable () throws -> Void
    let isReused: Bool
    /// How many mails a connection carries.
    let mailsPerConnection: Int

    init(
        isReused: Bool = false,
        mailsPerConnection: Int = .max,
        onDeliver: @escaping @Sendable (EncodedMail) async throws -> DeliveryResult = { DeliveryResult(accepting: $0) },
        onOpen: @escaping @Sendable (Int) throws -> Void = { _ in },
        onClose: @escaping @Sendable () throws -> Void = {}
    ) {
        self.isReused = isReused
        self.mailsPerConnection = mailsPerConnection
        self.onOpen = onOpen
        self.onClose = onClose
        self.onDeliver = onDeliver
    }

    /// A transport that sends each mail only when a gate lets it.
    convenience init(heldAt gate: Gate) {
        self.init { mail in
            await gate.pass()
            return DeliveryResult(accepting: mail)
        }
    }

    func open() async throws -> any MailConnection {
        let number = state.withLock { state in
            state.log.append("open")
            state.connections += 1
            return state.connections
        }
        MailSpan.current?.addEvent("tcp.connected", attributes: ["network.peer.port": 587])
        try onOpen(number)
        return Connection(transport: self)
    }

    private final class Connection: MailConnection {
        let transport: ScriptedTransport
        private let mails = Mutex(0)

        init(transport: ScriptedTransport) {
            self.transport = transport
        }

        var attributes: Attributes { ["tls.protocol.version": "1.3"] }
        var isReused: Bool { transport.isReused }
        var poolWait: Duration? { transport.isReused ? .milliseconds(3) : nil }
        var isUsable: Bool { mails.withLock { $0 } < transport.mailsPerConnection }

        func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
            mails.withLock { $0 += 1 }
            transport.state.withLock { $0.log.append("deliver \(mail.envelope.recipients[0].localPart)") }
            return try await transport.onDeliver(mail)
        }

        func close() async throws {
            transport.state.withLock { $0.log.append("close") }
            try transport.onClose()
        }
    }
}

extension MailMessage {
    /// A small mail to somebody at example.com; to nobody, if `nil`.
    static func small(to name: String?, subject: String = "Hi") -> MailMessage {
        MailMessage(
            from: "Shop <shop@example.com>",
            to: name.map { [Mailbox(name: "Jane", address: EmailAddress(stringLiteral: "\($0)@example.com"))] } ?? [],
            subject: subject,
            text: "Hello."
        )
    }
}

extension DeliveryResult {
    /// A mail that the server refused after its content.
    static func refusing(_ mail: EncodedMail, code: Int = 554) -> DeliveryResult {
        let text = "no mail for <\(mail.envelope.recipients[0])>"
        let reply = SMTPReply(code: code, enhancedCode: EnhancedStatusCode(code / 100, 7, 1), text: text)
        return DeliveryResult(
            outcome: .refused,
            refused: mail.envelope.recipients.map { RecipientRefusal(address: $0, reply: reply) },
            reply: reply,
            messageID: mail.messageID,
            size: mail.size
        )
    }
}

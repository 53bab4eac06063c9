import NIOCore
import NIOSSL
import SemanticConventions
import SpanRecording

/// What comes before the first mail: the greeting, `EHLO`, `STARTTLS`, `AUTH`.
extension SMTPConnection {
    /// - Throws: ``SMTPConnectionEnd``, ``MailError``, or what a provider of tokens throws.
    func introduce(_ tls: TLSUpgrade?) async throws {
        traceEvent("smtp.connected", session.attributes)
        if configuration.security == .implicitTLS { try await finishHandshake() }
        try await expectGreeting()
        session.capabilities = try await hello()
        switch configuration.security {
        case .startTLS: try await startTLS(tls)
        case .startTLSIfOffered where session.capabilities.hasStartTLS: try await startTLS(tls)
        case .startTLSIfOffered, .implicitTLS, .none: break
        }
        if let credentials = configuration.credentials { try await authenticate(credentials) }
    }

    private func expectGreeting() async throws(SMTPConnectionEnd) {
        let greeting = try await reply(.greeting)
        traceEvent("smtp.greeting", [AttributeKey<Int>.mailReplyCode.name: .int(Int64(greeting.code))])
        guard greeting.code / 100 == 2 else { throw fail(.serverRefused(command: "greeting", reply: greeting)) }
    }

    /// Says who is there, and learns what the server can do. One that does not know `EHLO` is asked in the old way.
    private func hello() async throws(SMTPConnectionEnd) -> SMTPCapabilities {
        let name = clientName
        send("EHLO \(name)")
        var answer = try await reply(.hello)
        var capabilities = SMTPCapabilities(answer)
        if (500..<600).contains(answer.code) {
            send("HELO \(name)")
            answer = try await reply(.hello)
            capabilities = SMTPCapabilities()
        }
        guard answer.code / 100 == 2 else { throw fail(.serverRefused(command: "EHLO", reply: answer)) }
        traceEvent("smtp.hello", [AttributeKey<[String]>.mailServerExtensions.name: .strings(capabilities.keywords)])
        return capabilities
    }

    /// The name by which the client greets. Where this machine has no name that others could know, its address.
    ///
    /// Source: RFC 5321, section 4.1.4.
    private var clientName: String {
        if let name = configuration.clientName { return name }
        if let name = LocalHost.qualifiedName { return name }
        switch channel.localAddress {
        case .v4?: return "[\(channel.localAddress?.ipAddress ?? "127.0.0.1")]"
        case .v6?: return "[IPv6:\(channel.localAddress?.ipAddress ?? "::1")]"
        default: return "localhost"
        }
    }

    /// Encrypts the connection.
    ///
    /// What the server, or somebody between, has sent by now beyond its one answer would be taken for something said under
    /// encryption: there must be none. And what was said before counts no longer.
    ///
    /// Source: RFC 3207, sections 4.2 and 6.
    private func startTLS(_ tls: TLSUpgrade?) async throws(SMTPConnectionEnd) {
        guard let tls, session.capabilities.hasStartTLS else {
            throw fail(.tlsFailed(reason: "the server does not offer STARTTLS"))
        }
        send("STARTTLS")
        let answer = try await reply(.startTLS)
        guard answer.code == 220 else {
            // It said no, and goes on in the clear: only who did not insist may too.
            if configuration.security == .startTLSIfOffered, handler.end == nil { return }
            throw fail(.tlsFailed(reason: "the server refused STARTTLS with \(answer.code)"))
        }
        guard handler.end == nil, handler.isDrained else {
            throw fail(.protocolViolation(reason: "the server sent more in the clear after its answer to STARTTLS"))
        }
        do {
            handler.serverHello = try tls.start(channel)
        } catch {
            throw fail(error)
        }
        try await finishHandshake()
        session.capabilities = try await hello()
    }

    private func finishHandshake() async throws(SMTPConnectionEnd) {
        try await wait(.handshake) { $0.isEncrypted ? () : nil }
        session.tlsVersion = (try? channel.pipeline.syncOperations.nioSSL_tlsVersion())?.number
        session.tlsCipher = handler.serverHello?.cipher
        traceEvent("tls.handshake", session.attributes)
    }

    /// Says something in the span of the operation that is going on, if one is recorded.
    func traceEvent(_ name: String, _ attributes: @autoclosure () -> Attributes) {
        MailSpan.current?.addEvent(name, attributes: attributes())
    }
}

import NIOCore
import NIOSSL
import TestSupport

@testable import ThroughlineMail

extension SMTPConfiguration {
    /// Trusts the tests' own authority.
    mutating func trustTestAuthority() throws {
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8)))
    }
}

extension ScriptedServer {
    /// A configuration for this server: in the clear, unless it says otherwise.
    func configuration(
        security: SMTPConfiguration.Security = .none,
        host: String = "127.0.0.1"
    ) throws -> SMTPConfiguration {
        var configuration = SMTPConfiguration(host: host, port: port, security: security)
        configuration.clientName = "client.example"
        try configuration.trustTestAuthority()
        return configuration
    }

    func transport(
        security: SMTPConfiguration.Security = .none,
        _ change: (inout SMTPConfiguration) -> Void = { _ in }
    ) throws -> SMTPTransport {
        var configuration = try configuration(security: security)
        change(&configuration)
        return try SMTPTransport(configuration)
    }
}

extension EncodedMail {
    /// A small mail.
    static func test(
        _ text: String = "hello",
        from sender: EmailAddress? = "a@x.test",
        to recipients: [EmailAddress] = ["b@x.test"],
        reports: DeliveryReports? = nil
    ) throws -> EncodedMail {
        try EncodedMail(
            rfc822: "Subject: test\r\n\r\n\(text)\r\n".utf8,
            envelope: MailEnvelope(sender: sender, recipients: recipients, deliveryReports: reports)
        )
    }

    /// A mail of about so many bytes, in lines of 64.
    static func large(_ size: Int) -> EncodedMail {
        let line = String(repeating: "x", count: 62) + "\r\n"
        return EncodedMail(
            envelope: MailEnvelope(sender: "a@x.test", recipients: ["b@x.test"]),
            content: ByteBuffer(string: String(repeating: line, count: size / 64)),
            messageID: nil,
            needs8BitMIME: false,
            hasUTF8Headers: false
        )
    }
}

import NIOCore
import NIOSSL
import TestSupport
import Testing

@testable import ThroughlineMail

/// What became known of other mailers' STARTTLS, done to this one.
///
/// Source: Poddebniak, Ising, Böck and Schinzel, "Why TLS is better without STARTTLS", USENIX Security 2021
/// (https://nostarttls.secvuln.info), and the entries that the tests name.
@Suite("STARTTLS as others got it wrong", .timeLimit(.minutes(5)))
struct STARTTLSInjectionTests {
    /// Opens a connection, as far as it goes, with a password that only a good server may get.
    private func open(
        _ security: SMTPConfiguration.Security = .startTLS,
        _ script: @escaping ScriptedServer.Script
    ) async throws -> (error: MailError?, session: SMTPSession?, commands: [String]) {
        try await ScriptedServer.run(script) { server in
            var configuration = try server.configuration(security: security)
            configuration.credentials = .password("s3cret", username: "alice")
            configuration.timeouts.handshake = .seconds(5)
            do {
                let connection = try #require(try await SMTPTransport(configuration).open() as? SMTPPooledConnection)
                let session = connection.session
                await connection.close()
                return (nil, session, server.commands)
            } catch let error as MailError {
                return (error, nil, server.commands)
            }
        }
    }

    private func expectNoSecret(_ commands: [String]) {
        #expect(!commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }

    @Test(
        "CVE-2021-38371 (Exim): responses in the segment of the 220 are not taken for those to EHLO and AUTH under TLS"
    )
    func exim() async throws {
        let context = try TestCertificates.server()
        let outcome = try await open { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.startTLS(
                context,
                after: "220 go on\r\n250-injected\r\n250-AUTH PLAIN\r\n250 PIPELINING\r\n235 2.7.0 welcome\r\n"
            )
            try await client.hello(["AUTH PLAIN"])
            try await client.serve()
        }
        #expect(outcome.error?.errorType == "protocol_violation")
        #expect(outcome.commands == ["EHLO client.example", "STARTTLS"])
    }

    @Test("The same in a segment behind that of the 220: it is no TLS, and ends the handshake")
    func secondSegment() async throws {
        let context = try TestCertificates.server()
        let outcome = try await open { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.raw("220 go on\r\n")
            // The client's hello is there: it has begun with TLS, and looks no longer for replies.
            try await client.read()
            try? await client.startTLS(context, after: "250-injected\r\n250 AUTH PLAIN\r\n")
            await client.drain()
        }
        #expect(outcome.error?.errorType == "tls_failed")
        #expect(outcome.commands == ["EHLO client.example", "STARTTLS"])
    }

    @Test(
        "CVE-2016-0772 (Python's smtplib): a STARTTLS that is refused is not passed over",
        arguments: ["454 4.7.0 not now", "502 5.5.1 unknown", "250 2.0.0 as you like", "221 2.0.0 bye"]
    )
    func smtplib(_ answer: String) async throws {
        let outcome = try await open { client in
            try await client.welcome(["STARTTLS", "AUTH PLAIN"])
            try await client.serve { $0 == "STARTTLS" ? answer : nil }
        }
        #expect(outcome.error?.errorType == "tls_failed")
        expectNoSecret(outcome.commands)
    }

    @Test("STARTTLS that is stripped from the answer to EHLO is missed, not done without")
    func stripped() async throws {
        let outcome = try await open { client in
            try await client.welcome(["XXXXXXXX", "AUTH PLAIN LOGIN CRAM-MD5"])
            try await client.serve()
        }
        #expect(outcome.error?.errorType == "tls_failed")
        expectNoSecret(outcome.commands)
    }

    @Test(
        "CVE-2020-28896 (Mutt): a greeting that is none ends the connection, and nobody goes on to authenticate in the clear",
        arguments: ["* PREAUTH welcome\r\n", "235 2.7.0 you are who you say\r\n", "354 go on\r\n", "+OK\r\n"]
    )
    func mutt(_ greeting: String) async throws {
        for security in [SMTPConfiguration.Security.startTLS, .startTLSIfOffered] {
            let outcome = try await open(security) { client in
                try await client.raw(greeting)
                try await client.hello(["AUTH PLAIN LOGIN CRAM-MD5"])
                try await client.serve()
            }
            // 235 is a yes, as every 2xx, but not one to anything that was asked under TLS.
            #expect(
                ["protocol_violation", "354", "tls_failed", "authentication_failed"].contains(outcome.error?.errorType)
            )
            expectNoSecret(outcome.commands)
        }
    }

    @Test("What was offered in the clear is forgotten: mechanisms, extensions and sizes are those under TLS")
    func forgotten() async throws {
        let context = try TestCertificates.server()
        let outcome = try await open { client in
            try await client.welcome(["STARTTLS", "AUTH PLAIN", "SIZE 1", "PIPELINING", "X-INJECTED"])
            _ = try await client.line()
            try await client.startTLS(context)
            try await client.hello(["SIZE 1000", "AUTH LOGIN"])
            #expect(try await client.line() == "AUTH LOGIN")
            try await client.send("334 VXNlcm5hbWU6")
            _ = try await client.line()
            try await client.send("334 UGFzc3dvcmQ6")
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
            try await client.serve()
        }
        let session = try #require(outcome.session)
        #expect(session.capabilities.keywords == ["SIZE", "AUTH"])
        #expect(session.capabilities.maximumSize == 1000)
        #expect(session.mechanism == .login)
    }

    @Test("STARTTLS that is offered again under TLS is not begun again")
    func again() async throws {
        let context = try TestCertificates.server()
        let outcome = try await open { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.startTLS(context)
            try await client.hello(["STARTTLS", "AUTH PLAIN"])
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
            try await client.serve()
        }
        #expect(outcome.session?.mechanism == .plain)
        #expect(outcome.commands.filter { $0 == "STARTTLS" }.count == 1)
    }
}

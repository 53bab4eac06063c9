import NIOCore
import NIOSSL
import SpanRecording
import TestSupport
import Testing

@testable import ThroughlineMail

@Suite("SMTP over TLS", .timeLimit(.minutes(5)))
struct EncryptionTests {
    /// A good server that offers STARTTLS, and other things once it is encrypted.
    private func serveSTARTTLS(_ client: ScriptedClient, _ context: NIOSSLContext) async throws {
        try await client.welcome(["PIPELINING", "STARTTLS", "AUTH LOGIN"])
        guard try await client.line() == "STARTTLS" else { throw ScriptedClient.Gone() }
        try await client.startTLS(context)
        try await client.hello(["PIPELINING", "SIZE 1000000"])
        try await client.serve()
    }

    private func isTLSFailure(_ error: MailError?) -> Bool {
        if case .tlsFailed? = error { true } else { false }
    }

    @Test(
        "STARTTLS encrypts, and what the server said in the clear counts no longer",
        arguments: ["localhost", "127.0.0.1"]
    )
    func startTLS(_ host: String) async throws {
        let context = try TestCertificates.server()
        try await ScriptedServer.run { client in
            try await serveSTARTTLS(client, context)
        } body: { server in
            let transport = try SMTPTransport(server.configuration(security: .startTLS, host: host))
            let connection = try #require(try await transport.open() as? SMTPPooledConnection)
            #expect(connection.session.tlsVersion == "1.3")
            #expect(connection.session.tlsCipher == "TLS_AES_128_GCM_SHA256")
            #expect(connection.session.capabilities.maximumSize == 1_000_000)
            #expect(connection.session.capabilities.authenticationMechanisms.isEmpty)
            #expect(connection.attributes["tls.protocol.version"] == "1.3")
            #expect(try await connection.deliver(.test()).outcome == .sent)
            await connection.close()
            await transport.shutdown()
            #expect(server.commands.prefix(3) == ["EHLO client.example", "STARTTLS", "EHLO client.example"])
            #expect(server.commands.last == "QUIT")
        }
    }

    @Test("TLS from the first byte on, in both versions", arguments: [TLSVersion.tlsv12, .tlsv13])
    func implicit(_ version: TLSVersion) async throws {
        try await ScriptedServer.run(implicitTLS: TestCertificates.server()) { client in
            try await client.welcome()
            try await client.serve()
        } body: { server in
            var configuration = try server.configuration(security: .implicitTLS)
            configuration.tls.maximumTLSVersion = version
            let connection = try #require(try await SMTPTransport(configuration).open() as? SMTPPooledConnection)
            #expect(connection.session.tlsVersion == version.number)
            #expect(connection.session.tlsCipher?.hasPrefix("TLS_") == true)
            #expect(try await connection.deliver(.test()).outcome == .sent)
            await connection.close()
        }
    }

    @Test("A large mail goes through TLS in pieces")
    func largeOverTLS() async throws {
        try await ScriptedServer.run(implicitTLS: TestCertificates.server()) { client in
            try await client.welcome()
            try await client.serve()
        } body: { server in
            let connection = try await SMTPTransport(server.configuration(security: .implicitTLS)).open()
            let mail = EncodedMail.large(1_000_000)
            #expect(try await connection.deliver(mail).outcome == .sent)
            #expect(server.mails.first?.content == String(buffer: mail.content))
            try await connection.close()
        }
    }

    @Test(
        "What comes in the clear behind the answer to STARTTLS is not taken for an answer under encryption",
        arguments: [
            "220 go on\r\n250 injected\r\n", "220 go on\r\n250-injected", "220 go on\r\n2", "220 go on\r\n\u{0}",
            "220 go on\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n", "220 go on\r\n235 2.7.0 you are who you say\r\n",
        ]
    )
    func injection(_ answer: String) async throws {
        let context = try TestCertificates.server()
        for security in [SMTPConfiguration.Security.startTLS, .startTLSIfOffered] {
            try await ScriptedServer.run { client in
                try await client.welcome(["STARTTLS"])
                _ = try await client.line()
                try await client.startTLS(context, after: answer)
                try await client.hello(["PIPELINING"])
                try await client.serve()
            } body: { server in
                var configuration = try server.configuration(security: security)
                configuration.credentials = .password("s3cret", username: "alice")
                let transport = try SMTPTransport(configuration)
                let error = await #expect(throws: MailError.self) { try await transport.open() }
                #expect(error?.errorType == "protocol_violation")
                #expect(server.commands == ["EHLO client.example", "STARTTLS"])
            }
        }
    }

    @Test("An answer to EHLO that brings the one to STARTTLS with it is not believed")
    func earlyAnswer() async throws {
        try await ScriptedServer.run { client in
            try await client.send("220 hello")
            _ = try await client.line()
            try await client.raw("250-x\r\n250 STARTTLS\r\n220 go on\r\n")
            await client.drain()
        } body: { server in
            let transport = try SMTPTransport(server.configuration(security: .startTLS))
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(error?.errorType == "protocol_violation")
        }
    }

    @Test(
        "Where TLS is required, a server that does not offer it, or refuses it, gets nothing more",
        arguments: [true, false]
    )
    func required(_ isOffered: Bool) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(isOffered ? ["STARTTLS", "AUTH PLAIN"] : ["AUTH PLAIN"])
            try await client.serve { _ in "454 4.7.0 not now" }
        } body: { server in
            var configuration = try server.configuration(security: .startTLS)
            configuration.credentials = .password("s3cret", username: "alice")
            let transport = try SMTPTransport(configuration)
            #expect(isTLSFailure(await #expect(throws: MailError.self) { try await transport.open() }))
            #expect(!server.commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
        }
    }

    @Test("Where TLS is welcome only, the mail goes without it, but no password does", arguments: [true, false])
    func opportunistic(_ isOffered: Bool) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(isOffered ? ["STARTTLS", "AUTH PLAIN"] : ["AUTH PLAIN"])
            try await client.serve { $0 == "STARTTLS" ? "454 4.7.0 not now" : nil }
        } body: { server in
            var configuration = try server.configuration(security: .startTLSIfOffered)
            let connection = try await SMTPTransport(configuration).open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            #expect(connection.attributes["tls.protocol.version"] == nil)
            try await connection.close()
            configuration.credentials = .password("s3cret", username: "alice")
            let transport = try SMTPTransport(configuration)
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            guard case .authenticationFailed(nil, _)? = error else {
                Issue.record("\(String(describing: error))"); return
            }
            #expect(!server.commands.contains { $0.hasPrefix("AUTH") })
        }
    }

    @Test("Where TLS is off, it is off, even if offered")
    func off() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(["STARTTLS", "PIPELINING"])
            try await client.serve()
        } body: { server in
            let connection = try await server.transport().open()
            #expect(try await connection.deliver(.test()).outcome == .sent)
            try await connection.close()
            #expect(!server.commands.contains("STARTTLS"))
        }
    }

    @Test(
        "A certificate of an unknown authority, or for another name, ends the connection",
        arguments: [true, false],
        [true, false]
    )
    func certificates(_ isImplicit: Bool, _ isOtherName: Bool) async throws {
        let context =
            isOtherName
            ? try TestCertificates.server(TestCertificates.otherName, TestCertificates.otherNameKey)
            : try TestCertificates.server()
        try await ScriptedServer.run(implicitTLS: isImplicit ? context : nil) { client in
            if isImplicit {
                try await client.welcome()
                try await client.serve()
            } else {
                try await serveSTARTTLS(client, context)
            }
        } body: { server in
            for security in isImplicit ? [SMTPConfiguration.Security.implicitTLS] : [.startTLS, .startTLSIfOffered] {
                var configuration = try server.configuration(security: security)
                if !isOtherName { configuration.tls.trustRoots = .default }
                configuration.credentials = .password("s3cret", username: "alice")
                let transport = try SMTPTransport(configuration)
                let error = await #expect(throws: MailError.self) { try await transport.open() }
                #expect(isTLSFailure(error), "\(String(describing: error))")
                #expect("\(String(describing: error))".contains("certificate"))
                configuration.tls.certificateVerification = .none
                configuration.credentials = nil
                let connection = try await SMTPTransport(configuration).open()
                #expect(try await connection.deliver(.test()).outcome == .sent)
                try await connection.close()
            }
            #expect(!server.commands.contains { $0.hasPrefix("AUTH") })
        }
    }

    @Test("A server that does not speak TLS on the port for it is told from one with a bad certificate")
    func noTLS() async throws {
        try await ScriptedServer.run { client in
            try await client.send("220 hello")
            await client.drain()
        } body: { server in
            let transport = try SMTPTransport(server.configuration(security: .implicitTLS))
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(isTLSFailure(error))
            #expect("\(String(describing: error))".contains("does not speak TLS"))
        }
    }

    @Test("A handshake that does not come to its end is given up")
    func stalledHandshake() async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.send("220 go on")
            await client.drain()
        } body: { server in
            var configuration = try server.configuration(security: .startTLS)
            configuration.timeouts.handshake = .milliseconds(50)
            let transport = try SMTPTransport(configuration)
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(error?.errorType == "timeout")
            #expect("\(String(describing: error))".contains("TLS handshake"))
        }
    }

    @Test(
        "A server that hangs up during the handshake, or sends garbage",
        arguments: [
            ("", "tls_failed"), ("\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}(", "tls_failed"), ("hello\r\n", "tls_failed"),
        ]
    )
    func brokenHandshake(_ bytes: String, _ errorType: String) async throws {
        try await ScriptedServer.run { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.send("220 go on")
            try await client.read()
            try await client.raw(bytes)
        } body: { server in
            let transport = try SMTPTransport(server.configuration(security: .startTLS))
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(error?.errorType == errorType, "\(String(describing: error))")
        }
    }

    @Test("TLS 1.0 and 1.1 are spoken by nobody who did not ask for them", arguments: [TLSVersion.tlsv1, .tlsv11])
    func oldVersions(_ version: TLSVersion) async throws {
        let context = try TestCertificates.server(maximumVersion: version)
        try await ScriptedServer.run(implicitTLS: context) { client in
            try await client.welcome()
            try await client.serve()
        } body: { server in
            var configuration = try server.configuration(security: .implicitTLS)
            let transport = try SMTPTransport(configuration)
            let error = await #expect(throws: MailError.self) { try await transport.open() }
            #expect(isTLSFailure(error), "\(String(describing: error))")
            configuration.tls.minimumTLSVersion = .tlsv1
            let connection = try #require(try await SMTPTransport(configuration).open() as? SMTPPooledConnection)
            #expect(connection.session.tlsVersion == version.number)
            await connection.close()
        }
    }
}

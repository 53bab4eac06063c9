import Foundation
import NIOCore
import NIOSSL
import Testing

@testable import ThroughlineMail

/// Against a real mail server.
@Suite(
    "SMTP with exim",
    .serialized,
    .timeLimit(.minutes(3)),
    .enabled(if: Exim.isInstalled, "skipped: needs exim4, and root")
)
struct EximTests {
    private func mail(
        _ subject: String = "hello",
        from sender: EmailAddress? = "a@x.test",
        to recipients: [EmailAddress] = ["b@y.test"],
        _ text: String = "hello\r\n"
    ) throws -> EncodedMail {
        try EncodedMail(
            rfc822: "From: a@x.test\r\nSubject: \(subject)\r\n\r\n\(text)".utf8,
            envelope: MailEnvelope(sender: sender, recipients: recipients)
        )
    }

    @Test("A mail arrives as it was sent, over STARTTLS and over TLS from the first byte on")
    func encrypted() async throws {
        try await Exim.run { exim in
            let text = ".\r\n..\r\n.a\r\nb.\r\n\r\n. end\r\n"
            for security in [SMTPConfiguration.Security.startTLS, .implicitTLS, .startTLSIfOffered] {
                let transport = try exim.transport(security: security)
                let connection = try #require(try await transport.open() as? SMTPPooledConnection)
                #expect(connection.session.tlsVersion == "1.3")
                #expect(connection.session.tlsCipher?.hasPrefix("TLS_") == true)
                let capabilities = connection.session.capabilities
                #expect(capabilities.hasPipelining && capabilities.has8BitMIME && capabilities.hasDeliveryReports)
                #expect(capabilities.maximumSize == Exim.maximumSize)
                let result = try await connection.deliver(mail("over \(security)", text))
                #expect(result.outcome == .sent)
                #expect(result.accepted == ["b@y.test"])
                await connection.close()
                await transport.shutdown()
            }
            let mails = try await exim.mails(3)
            for mail in mails {
                #expect(mail.contains("Return-path: <a@x.test>\nEnvelope-to: b@y.test\n"))
                #expect(mail.hasSuffix("\n\n" + text.replacingOccurrences(of: "\r\n", with: "\n")))
            }
        }
    }

    @Test("The server's certificate is verified, also where encryption is only welcome")
    func verification() async throws {
        try await Exim.run { exim in
            for security in [SMTPConfiguration.Security.startTLS, .implicitTLS, .startTLSIfOffered] {
                let transport = try exim.transport(security: security) { $0.tls.trustRoots = .default }
                let error = await #expect(throws: MailError.self) { try await transport.open() }
                guard case .tlsFailed? = error else { Issue.record("\(String(describing: error))"); return }
            }
        }
    }

    @Test("Every mechanism that it knows lets in who knows the password, and nobody else")
    func authentication() async throws {
        try await Exim.run { exim in
            for (mechanism, security) in [
                (SMTPMechanism.plain, SMTPConfiguration.Security.startTLS), (.login, .implicitTLS),
                (.cramMD5, .startTLS),
                (.cramMD5, .none),
            ] {
                let transport = try exim.transport(
                    security: security,
                    credentials: .password("s3cret", username: "alice")
                ) {
                    $0.mechanisms = [mechanism]
                    $0.allowsSecretsInTheClear = security == .none
                }
                let connection = try #require(try await transport.open() as? SMTPPooledConnection)
                #expect(connection.session.mechanism == mechanism)
                let result = try await connection.deliver(mail(from: "alice@needauth.test"))
                #expect(result.outcome == .sent)
                await connection.close()
                await transport.shutdown()

                let intruder = try exim.transport(
                    security: security,
                    credentials: .password("guess", username: "alice")
                ) {
                    $0.mechanisms = [mechanism]
                    $0.allowsSecretsInTheClear = security == .none
                }
                let error = await #expect(throws: MailError.self) { try await intruder.open() }
                guard case .authenticationFailed(let reply?, _)? = error else {
                    Issue.record("\(String(describing: error))"); return
                }
                #expect(reply.code == 535)
            }
            let nobody = try await exim.transport().open()
            let result = try await nobody.deliver(mail(from: "alice@needauth.test"))
            #expect(result.outcome == .refused)
            #expect(result.reply?.enhancedCode == EnhancedStatusCode(5, 7, 0))
            try await nobody.close()
        }
    }

    @Test(
        "Refused, deferred and accepted recipients of one mail, with and without PIPELINING",
        arguments: [true, false]
    )
    func recipients(_ pipelining: Bool) async throws {
        try await Exim.run(advertisesPipelining: pipelining) { exim in
            let connection = try #require(try await exim.transport().open() as? SMTPPooledConnection)
            #expect(connection.session.capabilities.hasPipelining == pipelining)
            let partial = try await connection.deliver(
                mail("partial", to: ["reject@y.test", "b@y.test", "tempfail@y.test", "c@y.test"])
            )
            #expect(partial.outcome == .sent)
            #expect(partial.accepted == ["b@y.test", "c@y.test"])
            #expect(partial.refused.map(\.address) == ["reject@y.test", "tempfail@y.test"])
            #expect(partial.refused.map(\.reply.code) == [550, 451])
            #expect(partial.refused.map(\.isTemporary) == [false, true])

            let none = try await connection.deliver(mail("none", to: ["reject@y.test", "tempfail@y.test"]))
            #expect(none.outcome == .refused)
            let sender = try await connection.deliver(mail("sender", from: "a@needauth.test"))
            #expect(sender.outcome == .refused)
            let data = try await connection.deliver(mail("data", from: "nodata@x.test"))
            #expect(data.reply?.text.contains("no content from you") == true)
            // The same connection goes on.
            #expect(try await connection.deliver(mail("last")).outcome == .sent)
            let dropped = try await connection.deliver(mail("dropped", to: ["drop@y.test"]))
            #expect(dropped.outcome == .refused)
            #expect(dropped.reply?.code == 550)
            #expect(try await connection.deliver(mail("after")).outcome == .sent)
            await connection.close()
            let mails = try await exim.mails(4)
            #expect(mails.count == 4)
            for (address, count) in [("b@y.test", 3), ("c@y.test", 1)] {
                #expect(mails.filter { $0.contains("\nEnvelope-to: \(address)\n") }.count == count)
            }
        }
    }

    @Test("A content that is refused after its end: for good, for now, and with the connection")
    func content() async throws {
        try await Exim.run { exim in
            let connection = try await exim.transport().open()
            for (subject, code) in [("DENYME", 550), ("DEFERME", 451), ("DROPME", 550), ("fine", 250)] {
                let result = try await connection.deliver(mail(subject))
                #expect(result.reply?.code == code)
                #expect(result.outcome == (code == 250 ? .sent : .refused))
            }
            try await connection.close()
            #expect(try await exim.mails(1).count == 1)
        }
    }

    @Test("A mail that is too large is refused, before it is sent")
    func size() async throws {
        try await Exim.run { exim in
            let connection = try await exim.transport().open()
            let result = try await connection.deliver(.large(Exim.maximumSize + 1000))
            #expect(result.outcome == .refused)
            #expect(result.reply?.code == 552)
            let large = try await connection.deliver(.large(2_000_000))
            #expect(large.outcome == .sent)
            try await connection.close()
        }
    }

    @Test("A server that is killed in the middle of a content has no mail, and the next one goes over a new connection")
    func killed() async throws {
        try await Exim.run { exim in
            let transport = try exim.transport(security: .none)
            let connection = try await transport.open()
            async let killing: Void = exim.killWhileReceiving(100_000)
            let error = await #expect(throws: MailError.self) {
                try await connection.deliver(.large(Exim.maximumSize - 100_000))
            }
            try await killing
            #expect(error?.errorType == "connection_lost")
            #expect(try await connection.deliver(mail("after")).outcome == .sent)
            try await connection.close()
            let mails = try await exim.mails(1)
            #expect(mails.count == 1 && mails[0].contains("Subject: after"))
        }
    }

    @Test("An address beyond ASCII, and bytes beyond ASCII in the content")
    func international() async throws {
        try await Exim.run { exim in
            let connection = try await exim.transport().open()
            #expect(try await connection.deliver(mail("8bit", "Grüße, 世界\r\n")).outcome == .sent)
            try await connection.close()
            let mails = try await exim.mails(1)
            #expect(mails[0].hasSuffix("\n\nGrüße, 世界\n"))
        }
    }

    @Test("Many mails through one pool, each with the next one announced: none is lost, none comes twice")
    func many() async throws {
        try await Exim.run { exim in
            let transport = try exim.transport { $0.pool.size = 4 }
            let count = 120
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<4 {
                    group.addTask {
                        let mails = try (0..<count / 4).map { try mail("number \(sender)-\($0)") }
                        let connection = try await transport.open()
                        for (index, mail) in mails.enumerated() {
                            let next = index + 1 < mails.count ? mails[index + 1] : nil
                            #expect(try await connection.deliver(mail, before: next).outcome == .sent)
                        }
                        try await connection.close()
                    }
                }
                try await group.waitForAll()
            }
            await transport.shutdown()
            // One that came twice might still be there.
            try await exim.waitForEmptySpool()
            let subjects = try await exim.mails(count).compactMap { mail in
                mail.split(separator: "\n").first { $0.hasPrefix("Subject: ") }.map(String.init)
            }
            #expect(subjects.count == count)
            #expect(Set(subjects).count == count)
        }
    }
}

import InMemoryTracing
import NIOSSL
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import ThroughlineMail

/// What a trace shows of SMTP.
@Suite("SMTP in a trace", .timeLimit(.minutes(5)))
struct SMTPTraceTests {
    /// Sends mails through a mailer, and returns the spans that it left.
    private func trace(
        _ script: @escaping ScriptedServer.Script,
        _ change: (inout SMTPConfiguration) throws -> Void = { _ in },
        send: (Mailer) async throws -> Void
    ) async throws -> [FinishedInMemorySpan] {
        let tracer = InMemoryTracer()
        try await ScriptedServer.run(script) { server in
            var configuration = try server.configuration()
            try change(&configuration)
            let mailer = Mailer(try SMTPTransport(configuration))
            try await withTracer(tracer) { try await send(mailer) }
            await mailer.shutdown()
        }
        return tracer.finishedSpans
    }

    private let message = MailMessage(from: "a@x.test", to: ["b@x.test"], subject: "hello", text: "hello")

    @Test("Opening shows TCP, greeting, EHLO, TLS and AUTH as events, and what came out as attributes")
    func opening() async throws {
        let context = try TestCertificates.server()
        let spans = try await trace { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.startTLS(context)
            try await client.hello(["PIPELINING", "AUTH PLAIN"])
            _ = try await client.line()
            try await client.send("235 2.7.0 welcome")
            try await client.serve()
        } _: { configuration in
            configuration.security = .startTLS
            configuration.credentials = .password("s3cret", username: "alice")
        } send: { mailer in
            try await mailer.send(message)
        }
        let open = try #require(spans.first { $0.operationName == "open" })
        #expect(
            open.events.map(\.name)
                == [
                    "smtp.connected", "smtp.greeting", "smtp.hello", "tls.handshake", "smtp.hello",
                    "smtp.authenticated",
                ]
        )
        #expect(open.attributes.get("tls.protocol.version") == .string("1.3"))
        #expect(open.attributes.get("tls.cipher") == .string("TLS_AES_128_GCM_SHA256"))
        #expect(open.attributes.get("throughline.mail.auth.mechanism") == .string("PLAIN"))
        #expect(open.attributes.get("network.peer.address") == .string("127.0.0.1"))
        #expect(open.attributes.get("server.address") == .string("127.0.0.1"))
        let item = try #require(spans.first { $0.operationName == "send_message_item" })
        #expect(item.attributes.get("throughline.mail.reply.code") == .int64(250))
        #expect(!spans.contains { "\($0)".contains("s3cret") || "\($0)".contains("AGFsaWNl") })
    }

    @Test("A connection of the pool says that it is reused, and opens nothing")
    func reused() async throws {
        let spans = try await trace { client in
            try await client.welcome()
            try await client.serve()
        } send: { mailer in
            try await mailer.send(message)
            try await mailer.send(message)
        }
        let opens = spans.filter { $0.operationName == "open" }
        let reused: [SpanAttribute?] = [.bool(false), .bool(true)]
        #expect(opens.map { $0.attributes.get("throughline.mail.connection.reused") } == reused)
        #expect(opens.last?.events.isEmpty == true)
    }

    @Test("A connection that is replaced under a mail shows in the mail's span")
    func replaced() async throws {
        let spans = try await trace { client in
            try await client.welcome()
            var mails = 0
            try await client.serve { line in
                if line == "." { mails += 1 }
                if client.number == 0, mails == 1, line.hasPrefix("MAIL") {
                    try await client.send("421 4.7.0 enough")
                    throw ScriptedClient.Gone()
                }
                return nil
            }
        } send: { mailer in
            try await mailer.send(message)
            try await mailer.send(message)
        }
        let items = spans.filter { $0.operationName == "send_message_item" }
        #expect(items.map { $0.events.first?.name } == [nil, "smtp.replaced"])
        #expect(items.allSatisfy { $0.status?.code != .error })
    }

    @Test("A handshake that fails is an error of the open, with one exception event")
    func failedHandshake() async throws {
        let context = try TestCertificates.server(TestCertificates.otherName, TestCertificates.otherNameKey)
        let spans = try await trace { client in
            try await client.welcome(["STARTTLS"])
            _ = try await client.line()
            try await client.startTLS(context)
            await client.drain()
        } _: {
            $0.security = .startTLS
        } send: { mailer in
            let error = await #expect(throws: MailError.self) { try await mailer.send(message) }
            #expect(error?.errorType == "tls_failed")
        }
        let open = try #require(spans.first { $0.operationName == "open" })
        #expect(open.status?.code == .error)
        #expect(open.attributes.get("error.type") == .string("tls_failed"))
        #expect(open.events.filter { $0.name == "exception" }.count == 1)
    }
}

import InMemoryTracing
import Instrumentation
import SpanRecording
import Testing
import Tracing

@testable import ThroughlineMail

/// The spans of sending, in the shape and under the names that are promised.
struct MailSpanTests {
    private let tracer = InMemoryTracer()

    /// The spans of what `body` does, by their start.
    private func spans(_ body: () async throws -> Void) async rethrows -> [FinishedInMemorySpan] {
        try await withTracer(tracer) { try await body() }
        #expect(tracer.activeSpans.isEmpty)
        return tracer.popFinishedSpans().sorted {
            $0.startInstant.nanosecondsSinceEpoch < $1.startInstant.nanosecondsSinceEpoch
        }
    }

    @Test func `three mails leave send_messages, open, three items and close`() async throws {
        let transport = ScriptedTransport()
        let spans = try await spans {
            try await Mailer(transport).send([.small(to: "a"), .small(to: "b"), .small(to: "c")])
        }
        #expect(
            spans.map(\.operationName)
                == ["send_messages", "open", "send_message_item", "send_message_item", "send_message_item", "close"]
        )
        #expect(spans.map(\.kind) == [.internal, .client, .client, .client, .client, .internal])
        let root = spans[0]
        #expect(root.parentSpanID == nil)
        #expect(spans.dropFirst().allSatisfy { $0.parentSpanID == root.spanID && $0.traceID == root.traceID })
        #expect(spans.allSatisfy { $0.status == nil && $0.errors.isEmpty })
        for span in spans {
            #expect(span.attributes.text("server.address") == "mail.example.com")
            #expect(span.attributes.int("server.port") == 587)
            #expect(span.attributes.text("throughline.mail.transport") == "scripted")
        }
        #expect(root.attributes.int("throughline.mail.messages.count") == 3)
        #expect(root.attributes.int("throughline.mail.messages.sent") == 3)

        let open = spans[1].attributes
        #expect(open.bool("throughline.mail.fail_silently") == false)
        #expect(open.bool("throughline.mail.connection.reused") == false)
        #expect(open.bool("throughline.mail.connection.opened") == true)
        #expect(open.text("tls.protocol.version") == "1.3")
        #expect(spans[1].events.map(\.name) == ["tcp.connected"])

        let item = spans[2].attributes
        #expect(item.bool("throughline.mail.sent") == true)
        #expect(item.text("throughline.mail.outcome") == "sent")
        #expect(item.int("throughline.mail.recipients.count") == 1)
        #expect(item.int("throughline.mail.recipients.accepted.count") == 1)
        #expect(item.int("throughline.mail.recipients.refused.count") == 0)
        #expect(item.text("throughline.mail.message.id")?.hasSuffix("@example.com>") == true)
        #expect((item.int("throughline.mail.message.size") ?? 0) > 100)
        #expect(spans[5].attributes.bool("throughline.mail.connection.present") == true)
    }

    @Test func `the spans continue the caller's trace`() async throws {
        let spans = try await spans {
            try await withSpan("order") { (_: any Span) in
                _ = try await Mailer(ScriptedTransport()).send([.small(to: "a")])
            }
        }
        #expect(spans.map(\.operationName) == ["order", "send_messages", "open", "send_message_item", "close"])
        #expect(Set(spans.map(\.traceID)).count == 1)
        #expect(spans[1].parentSpanID == spans[0].spanID)
    }

    @Test func `an empty list leaves send_messages alone`() async throws {
        let spans = try await spans { try await Mailer(ScriptedTransport()).send([]) }
        #expect(spans.map(\.operationName) == ["send_messages"])
        #expect(spans[0].attributes.int("throughline.mail.messages.count") == 0)
    }

    @Test func `no address is in any span unless the application wants it`() async throws {
        let transport = ScriptedTransport { mail in .refusing(mail) }
        let messages: [MailMessage] = [.small(to: "jane.doe")]
        let quiet = try await spans {
            _ = try await Mailer(transport).send(messages, failSilently: true)
            _ = try await Mailer(ScriptedTransport(onOpen: { _ in throw ScriptedTransport.Failure() }))
                .send(messages, failSilently: true)
        }
        for span in quiet {
            #expect(!span.allText.contains { $0.contains("jane") || $0.contains("shop@") }, "\(span.allText)")
        }
        let item = try #require(quiet.first { $0.operationName == "send_message_item" })
        #expect(item.attributes.text("throughline.mail.from.domain") == "example.com")
        #expect(item.attributes.texts("throughline.mail.recipients.domains") == ["example.com"])

        var configuration = Mailer.Configuration()
        configuration.recordsAddresses = true
        let open = try await spans {
            _ = try await Mailer(transport, configuration: configuration).send(messages, failSilently: true)
        }
        let told = try #require(open.first { $0.operationName == "send_message_item" })
        #expect(told.attributes.text("throughline.mail.from") == "Shop <shop@example.com>")
        #expect(told.attributes.texts("throughline.mail.recipients") == ["jane.doe@example.com"])
        #expect(told.attributes.text("throughline.mail.reply.text") == "no mail for <jane.doe@example.com>")
    }

    @Test func `a refused mail is an error with one exception event, on its own span`() async throws {
        let transport = ScriptedTransport { mail in .refusing(mail) }
        let spans = await spans {
            await #expect(throws: MailError.self) { try await Mailer(transport).send([.small(to: "a")]) }
        }
        let item = try #require(spans.first { $0.operationName == "send_message_item" })
        #expect(item.status?.code == .error)
        #expect(item.attributes.text("error.type") == "5.7.1")
        #expect(item.attributes.bool("throughline.mail.sent") == false)
        #expect(item.attributes.int("throughline.mail.reply.code") == 554)
        #expect(item.attributes.text("throughline.mail.reply.enhanced_code") == "5.7.1")
        #expect(item.attributes.texts("throughline.mail.recipients.refused.codes") == ["5.7.1"])
        let event = try #require(item.events.first)
        #expect(item.events.count == 1)
        #expect(event.name == "exception")
        #expect(event.attributes.text("exception.type") == "ThroughlineMail.MailError")
        #expect(event.attributes.text("exception.message") == "the mail was refused: example.com: 554 5.7.1")

        let root = try #require(spans.first)
        #expect(root.status?.code == .error)
        #expect(root.attributes.text("error.type") == "5.7.1")
        #expect(root.events.isEmpty)
        #expect(root.attributes.int("throughline.mail.messages.sent") == 0)
        #expect(spans.last?.operationName == "close")
    }

    /// Exim's, Postfix's and others' ways to say who is unknown.
    @Test(arguments: [
        "jane.doe: user unknown in local table", "Recipient <jane doe> unknown", "Unknown user jane.doe",
        "\"very\\\"jane\"@example.com unknown", "jane.doe@example.com",
    ])
    func `no span has a server's words, in which a name may be, unless the application wants it`(text: String)
        async throws
    {
        let reply = SMTPReply(code: 550, enhancedCode: EnhancedStatusCode(5, 1, 1), text: text)
        let errors: [MailError] = [
            .serverRefused(command: "EHLO", reply: reply), .authenticationFailed(reply: reply, reason: "no"),
            .connectionLost(reason: "the server said \(reply)"), .invalidAddress("Jane Doe <jane", reason: "has no @"),
        ]
        let refusing = ScriptedTransport { mail in
            let refused = mail.envelope.recipients.map { RecipientRefusal(address: $0, reply: reply) }
            return DeliveryResult(outcome: .refused, refused: refused, reply: reply)
        }
        let unknown = ScriptedTransport { _ in DeliveryResult(outcome: .unknown, reply: reply, error: errors[2]) }
        let transports = errors.map { error in ScriptedTransport { _ in throw error } } + [refusing, unknown]
        for transport in transports {
            let quiet = await spans { _ = await Mailer(transport).deliver([.small(to: "who")]) }
            for span in quiet {
                #expect(!span.allText.contains { $0.lowercased().contains("jane") }, "\(span.allText)")
            }
            #expect(quiet[2].events.count == 1)

            var configuration = Mailer.Configuration()
            configuration.recordsAddresses = true
            let open = await spans {
                _ = await Mailer(transport, configuration: configuration).deliver([.small(to: "who")])
            }
            #expect(open[2].events.first?.attributes.text("exception.message")?.lowercased().contains("jane") == true)
        }
    }

    @Test func `one mail without recipients is an error of its own span, and opens nothing`() async throws {
        let spans = await spans { _ = try? await Mailer(ScriptedTransport()).send(.small(to: nil)) }
        #expect(spans.map(\.operationName) == ["send_messages"])
        #expect(spans[0].status?.code == .error)
        #expect(spans[0].attributes.text("error.type") == "missing_recipients")
        #expect(spans[0].events.map(\.name) == ["exception"])
    }

    @Test func `a cancelled call is an error with one exception event, in its own span`() async throws {
        let transport = ScriptedTransport { mail in
            withUnsafeCurrentTask { $0?.cancel() }
            return DeliveryResult(accepting: mail)
        }
        let messages: [MailMessage] = [.small(to: "a"), .small(to: "b")]
        let spans = await spans { _ = try? await Task { try await Mailer(transport).send(messages) }.value }
        #expect(spans.map(\.operationName) == ["send_messages", "open", "send_message_item", "close"])
        #expect(spans.map { $0.status?.code } == [.error, nil, nil, nil])
        #expect(spans[0].events.map(\.name) == ["exception"])
        #expect(spans[0].attributes.text("error.type") == "Swift.CancellationError")
        #expect(spans[0].attributes.int("throughline.mail.messages.sent") == 1)

        let collected = await self.spans { _ = await Task { await Mailer(transport).deliver(messages) }.value }
        #expect(collected.map { $0.status?.code } == [nil, nil, nil, nil])
    }

    @Test func `a close that fails is an error of its span only`() async throws {
        let transport = ScriptedTransport(onClose: { throw ScriptedTransport.Failure() })
        let spans = try await spans { try await Mailer(transport).send([.small(to: "a")]) }
        #expect(spans.map { $0.status?.code } == [nil, nil, nil, .error])
        #expect(spans[3].events.map(\.name) == ["exception"])
    }

    @Test func `silently, the mail's span is an error and the call's is not`() async throws {
        let transport = ScriptedTransport { mail in .refusing(mail) }
        let spans = try await spans { try await Mailer(transport).send([.small(to: "a")], failSilently: true) }
        #expect(spans.map { $0.status?.code } == [nil, nil, .error, nil])
        #expect(spans[0].attributes.bool("throughline.mail.fail_silently") == true)
        #expect(spans[1].attributes.bool("throughline.mail.fail_silently") == true)
    }

    @Test(arguments: [true, false])
    func `an open that fails is an error with one exception event, and nothing is closed`(failSilently: Bool)
        async throws
    {
        let transport = ScriptedTransport(onOpen: { _ in throw ScriptedTransport.Failure() })
        let spans = await spans {
            _ = try? await Mailer(transport).send([.small(to: "a")], failSilently: failSilently)
        }
        #expect(spans.map(\.operationName) == ["send_messages", "open"])
        #expect(spans[1].status?.code == .error)
        #expect(spans[1].attributes.bool("throughline.mail.connection.opened") == false)
        #expect(spans[1].attributes.text("error.type")?.hasSuffix("ScriptedTransport.Failure") == true)
        #expect(spans[1].events.map(\.name) == ["tcp.connected", "exception"])
        #expect(spans[1].events.last?.attributes.text("exception.message") == "no luck with ***@example.com")
        #expect(spans[0].status?.code == (failSilently ? nil : .error))
        #expect(spans[0].events.isEmpty)
    }

    @Test func `some refused recipients are told, and are no error`() async throws {
        let transport = ScriptedTransport { mail in
            var result = DeliveryResult(accepting: mail, reply: SMTPReply(code: 250, text: "ok"))
            let reply = SMTPReply(code: 450, text: "later")
            result.accepted.removeLast()
            result.refused = [RecipientRefusal(address: mail.envelope.recipients[1], reply: reply)]
            return result
        }
        var message = MailMessage.small(to: "a")
        message.cc = ["b@other.example"]
        let spans = try await spans { try await Mailer(transport).send([message]) }
        let item = spans[2]
        #expect(item.status == nil)
        #expect(item.attributes.int("throughline.mail.recipients.accepted.count") == 1)
        #expect(item.attributes.int("throughline.mail.recipients.refused.count") == 1)
        #expect(item.attributes.texts("throughline.mail.recipients.refused.codes") == ["450"])
        #expect(item.attributes.int("throughline.mail.reply.code") == 250)
        #expect(item.attributes.texts("throughline.mail.recipients.domains") == ["example.com", "other.example"])
    }

    @Test func `a mail that cannot be composed is an error on its span`() async throws {
        let spans = await spans {
            _ = try? await Mailer(ScriptedTransport()).send([.small(to: "a", subject: "x\r\nBcc: y")])
        }
        #expect(spans.map(\.operationName) == ["send_messages", "open", "send_message_item", "close"])
        #expect(spans[2].attributes.text("error.type") == "invalid_header")
        #expect(spans[2].events.count == 1)
    }

    @Test func `a mail without recipients is not sent, and no error`() async throws {
        let spans = try await spans { try await Mailer(ScriptedTransport()).send([.small(to: nil)]) }
        #expect(spans.map(\.operationName) == ["send_messages", "open", "send_message_item", "close"])
        #expect(spans[2].attributes.bool("throughline.mail.sent") == false)
        #expect(spans[2].attributes.text("throughline.mail.outcome") == "skipped")
        #expect(spans[2].attributes.int("throughline.mail.recipients.count") == 0)
        #expect(spans[2].status == nil)
    }

    @Test func `open and close by hand have spans of their own, and a kept connection says that it is there`()
        async throws
    {
        let mailer = Mailer(ScriptedTransport())
        let spans = try await spans {
            try await mailer.open()
            try await mailer.open()
            try await mailer.send([.small(to: "a")])
            try await mailer.close()
            try await mailer.close()
        }
        #expect(
            spans.map(\.operationName) == [
                "open", "open", "send_messages", "open", "send_message_item", "close", "close",
            ]
        )
        #expect(
            spans.map { $0.attributes.bool("throughline.mail.connection.reused") } == [
                false, true, nil, true, nil, nil, nil,
            ]
        )
        #expect(
            spans.map { $0.attributes.bool("throughline.mail.connection.opened") } == [
                true, false, nil, false, nil, nil, nil,
            ]
        )
        #expect(spans[5].attributes.bool("throughline.mail.connection.present") == true)
        #expect(spans[6].attributes.bool("throughline.mail.connection.present") == false)
    }

    @Test func `a connection of a pool says so`() async throws {
        let spans = try await spans { try await Mailer(ScriptedTransport(isReused: true)).send([.small(to: "a")]) }
        #expect(spans[1].attributes.bool("throughline.mail.connection.reused") == true)
        #expect(spans[1].attributes.bool("throughline.mail.connection.opened") == false)
    }

    @Test func `a mail carries its trace if the application wants it, and its baggage never`() async throws {
        let outbox = InMemoryMailTransport()
        var configuration = Mailer.Configuration()
        configuration.propagatesTrace = true
        let mailer = Mailer(outbox, configuration: configuration)
        let message = MailMessage.small(to: "a")
        let encoded = try message.encoded()
        let spans = try await spans {
            try await mailer.send([message, message])
            try await mailer.send(encoded)
        }
        let items = spans.filter { $0.operationName == "send_message_item" }
        // The in-memory tracer's own headers.
        for (mail, item) in zip(outbox.mails, items) {
            #expect(mail.text.hasPrefix("in-memory-trace-id: \(item.traceID)\r\nin-memory-span-id: \(item.spanID)\r\n"))
        }
        #expect(outbox.mails.count == 3)
        _ = try await self.spans { try await Mailer(outbox).send(message) }
        #expect(outbox.mails.last?.text.contains("in-memory") == false)
    }

    @Test func `of what a tracing backend injects, a mail carries the ids of the trace only`() {
        struct Backend: Instrument {
            func extract<Carrier, Extract: Extractor>(
                _ carrier: Carrier,
                into context: inout InstrumentationContext,
                using extractor: Extract
            ) where Extract.Carrier == Carrier {}

            func inject<Carrier, Inject: Injector>(
                _ context: InstrumentationContext,
                into carrier: inout Carrier,
                using injector: Inject
            ) where Inject.Carrier == Carrier {
                for name in [
                    "Traceparent", "baggage", "uberctx-user", "X-B3-TraceId", "ot-baggage-user", "jaeger-baggage",
                    "x-user", "correlation-context", "Subject", "a b", "",
                ] {
                    injector.inject("jane", forKey: name, into: &carrier)
                }
                injector.inject("a\r\nBcc: x@example.com", forKey: "tracestate", into: &carrier)
            }
        }
        let headers = TraceHeaders.headers(for: .topLevel, by: Backend())
        #expect(headers.map(\.name) == ["Traceparent", "X-B3-TraceId"])
    }

    @Test func `a mailer within a span that is not recorded leaves nothing on the span around it`() async throws {
        let spans = try await spans {
            let inner = ScriptedTransport()
            let transport = ScriptedTransport { mail in
                try await withTracer(NoOpTracer()) { _ = try await Mailer(inner).send(.small(to: "b")) }
                return DeliveryResult(accepting: mail)
            }
            try await Mailer(transport).send([.small(to: "a")])
        }
        let item = try #require(spans.first { $0.operationName == "send_message_item" })
        #expect(item.events.isEmpty)
    }

    @Test func `a user's own transport is traced, also one that is its own connection`() async throws {
        struct LogTransport: MailTransport, MailConnection {
            var name: String { "log" }
            func open() async throws -> any MailConnection { self }
            func deliver(_ mail: EncodedMail) async throws -> DeliveryResult { DeliveryResult(accepting: mail) }
        }
        let spans = try await spans { try await Mailer(LogTransport()).send([.small(to: "a")]) }
        #expect(spans.map(\.operationName) == ["send_messages", "open", "send_message_item", "close"])
        #expect(spans.allSatisfy { $0.attributes.text("throughline.mail.transport") == "log" })
    }

    @Test func `what a transport does belongs to the operation's span`() async throws {
        let transport = ScriptedTransport { mail in
            withSpan("DATA") { _ in }
            MailSpan.current?.setAttributes(["smtp.extra": true])
            return DeliveryResult(accepting: mail)
        }
        let spans = try await spans { try await Mailer(transport).send([.small(to: "a")]) }
        let item = try #require(spans.first { $0.operationName == "send_message_item" })
        #expect(spans.first { $0.operationName == "DATA" }?.parentSpanID == item.spanID)
        #expect(item.attributes.bool("smtp.extra") == true)
    }
}

extension SpanAttributes {
    func text(_ name: String) -> String? {
        guard case .string(let value)? = get(name) else { return nil }
        return value
    }

    func texts(_ name: String) -> [String]? {
        guard case .stringArray(let values)? = get(name) else { return nil }
        return values
    }

    func int(_ name: String) -> Int? {
        guard case .int64(let value)? = get(name) else { return nil }
        return Int(value)
    }

    func bool(_ name: String) -> Bool? {
        guard case .bool(let value)? = get(name) else { return nil }
        return value
    }
}

extension FinishedInMemorySpan {
    /// Everything that the span says.
    fileprivate var allText: [String] {
        var text = [operationName, status?.message ?? ""]
        attributes.forEach { text.append("\($0)=\($1)") }
        for event in events {
            text.append(event.name)
            event.attributes.forEach { text.append("\($0)=\($1)") }
        }
        return text + errors.map { "\($0)" }
    }
}

import Testing

@testable import ThroughlineMail

/// What `send` returns and throws: the contract of the mail backend of Django, plus results.
struct FailureRuleTests {
    private let three: [MailMessage] = [.small(to: "a"), .small(to: "b"), .small(to: "c")]

    /// Refuses what goes to `b`.
    private func refusingB() -> ScriptedTransport {
        ScriptedTransport { mail in
            mail.envelope.recipients[0].localPart == "b" ? .refusing(mail) : DeliveryResult(accepting: mail)
        }
    }

    @Test func `the number of mails that were sent is returned, and one connection carries them`() async throws {
        let transport = ScriptedTransport()
        #expect(try await Mailer(transport).send(three) == 3)
        #expect(transport.log == ["open", "deliver a", "deliver b", "deliver c", "close"])
    }

    @Test(arguments: [true, false])
    func `an empty list opens nothing`(failSilently: Bool) async throws {
        let transport = ScriptedTransport()
        #expect(try await Mailer(transport).send([], failSilently: failSilently) == 0)
        #expect(await Mailer(transport).deliver([]).isEmpty)
        #expect(transport.log.isEmpty)
    }

    @Test func `the first refusal is thrown, what is behind it is not sent, and the connection is closed`() async throws
    {
        let transport = refusingB()
        let error = await #expect(throws: MailError.self) { try await Mailer(transport).send(three) }
        guard case .refused(let result)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(result.refused.map(\.address) == ["b@example.com"])
        #expect(result.reply?.enhancedCode == EnhancedStatusCode(5, 7, 1))
        #expect(transport.log == ["open", "deliver a", "deliver b", "close"])
    }

    @Test func `silently, a refused mail is only missing in the count`() async throws {
        let transport = refusingB()
        #expect(try await Mailer(transport).send(three, failSilently: true) == 2)
        #expect(transport.log == ["open", "deliver a", "deliver b", "deliver c", "close"])
    }

    @Test func `silently, a connection that fails in the middle is only missing in the count`() async throws {
        let transport = ScriptedTransport { mail in
            if mail.envelope.recipients[0].localPart == "b" { throw ScriptedTransport.Failure() }
            return DeliveryResult(accepting: mail)
        }
        #expect(try await Mailer(transport).send(three, failSilently: true) == 2)
    }

    @Test func `no connection is an error, or a count of nothing`() async throws {
        let transport = ScriptedTransport(onOpen: { _ in throw ScriptedTransport.Failure() })
        let mailer = Mailer(transport)
        await #expect(throws: ScriptedTransport.Failure.self) { try await mailer.send(three) }
        #expect(try await mailer.send(three, failSilently: true) == 0)
        #expect(transport.log == ["open", "open"])
    }

    @Test func `a mail without recipients is passed over`() async throws {
        let transport = ScriptedTransport()
        #expect(try await Mailer(transport).send([.small(to: "a"), .small(to: nil), .small(to: "c")]) == 2)
        #expect(transport.log == ["open", "deliver a", "deliver c", "close"])
    }

    @Test func `one mail without recipients is an error, for which no connection is opened`() async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: MailError.self) { try await Mailer(transport).send(.small(to: nil)) }
        guard case .missingRecipients? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.log.isEmpty)
    }

    @Test func `a transport that skips one mail does not pass for one that has sent it`() async throws {
        let transport = ScriptedTransport { _ in DeliveryResult(outcome: .skipped) }
        let error = await #expect(throws: MailError.self) { try await Mailer(transport).send(.small(to: "a")) }
        guard case .refused(let result)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(result.outcome == .skipped)
        #expect(try await Mailer(transport).send([.small(to: "a")]) == 0)
    }

    @Test func `what is known of a mail is in its result, however little a transport says`() async throws {
        let transport = ScriptedTransport { _ in
            DeliveryResult(outcome: .refused, reply: SMTPReply(code: 451, text: "later"))
        }
        let result = try #require(await Mailer(transport).deliver([.small(to: "a")]).first)
        #expect(result.messageID?.hasSuffix("@example.com>") == true)
        #expect(result.size > 100)
        #expect(result.isTemporary)
    }

    @Test(arguments: [true, false])
    func `a header injection is an error, also silently, and that mail is not sent`(failSilently: Bool) async throws {
        let transport = ScriptedTransport()
        let messages: [MailMessage] = [
            .small(to: "a"), .small(to: "b", subject: "x\r\nBcc: y@example.com"), .small(to: "c"),
        ]
        await #expect(throws: MailError.self) { try await Mailer(transport).send(messages, failSilently: failSilently) }
        #expect(transport.log == ["open", "deliver a", "close"])
    }

    @Test func `every mail has a result, whatever becomes of the others`() async throws {
        let transport = ScriptedTransport { mail in
            switch mail.envelope.recipients[0].localPart {
            case "b": return .refusing(mail, code: 451)
            case "c": throw ScriptedTransport.Failure()
            case "d": return DeliveryResult(outcome: .unknown, messageID: mail.messageID)
            default: return DeliveryResult(accepting: mail)
            }
        }
        let messages =
            ["a", "b", "c", "d", nil, "f"].map { MailMessage.small(to: $0) } + [.small(to: "g", subject: "\n")]
        let results = await Mailer(transport).deliver(messages)
        #expect(results.map(\.outcome) == [.sent, .refused, .failed, .unknown, .skipped, .sent, .failed])
        #expect(results[1].refused.first?.isTemporary == true)
        #expect(results[2].error is ScriptedTransport.Failure)
        #expect(results[6].error is MailError)
        #expect(results[0].accepted == ["a@example.com"])
        #expect(results[0].messageID?.hasSuffix("@example.com>") == true)
        #expect(results[0].size > 0)
    }

    @Test func `without a connection, every mail's result says so`() async throws {
        let mailer = Mailer(ScriptedTransport(onOpen: { _ in throw ScriptedTransport.Failure() }))
        let results = await mailer.deliver(three + [.small(to: nil)])
        #expect(results.map(\.outcome) == [.failed, .failed, .failed, .skipped])
    }

    @Test func `one mail has its result, or throws`() async throws {
        let mailer = Mailer(refusingB())
        #expect(try await mailer.send(.small(to: "a")).outcome == .sent)
        await #expect(throws: MailError.self) { try await mailer.send(.small(to: "b")) }
        let unknown = Mailer(ScriptedTransport { _ in DeliveryResult(outcome: .unknown) })
        let error = await #expect(throws: MailError.self) { try await unknown.send(.small(to: "a")) }
        guard case .unknownOutcome? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `mails that are sent stay sent when the connection does not close well`() async throws {
        let transport = ScriptedTransport(onClose: { throw ScriptedTransport.Failure() })
        #expect(try await Mailer(transport).send(three) == 3)
    }

    @Test func `a connection that can carry no more is followed by another`() async throws {
        let transport = ScriptedTransport(mailsPerConnection: 2)
        #expect(try await Mailer(transport).send(three) == 3)
        #expect(transport.log == ["open", "deliver a", "deliver b", "close", "open", "deliver c", "close"])
    }

    @Test func `silently, the rest is not sent when no other connection opens`() async throws {
        let transport = ScriptedTransport(
            mailsPerConnection: 1,
            onOpen: { if $0 > 1 { throw ScriptedTransport.Failure() } }
        )
        #expect(try await Mailer(transport).send(three, failSilently: true) == 1)
        #expect(transport.log == ["open", "deliver a", "close", "open"])
    }

    @Test func `cancellation stops, silently or not`() async throws {
        for failSilently in [true, false] {
            let transport = ScriptedTransport { mail in
                withUnsafeCurrentTask { $0?.cancel() }
                return DeliveryResult(accepting: mail)
            }
            let messages = three
            let sending = Task { try await Mailer(transport).send(messages, failSilently: failSilently) }
            await #expect(throws: CancellationError.self) { try await sending.value }
            #expect(transport.log == ["open", "deliver a", "close"])
        }
    }

    @Test func `cancellation loses no result`() async throws {
        let transport = ScriptedTransport { mail in
            if mail.envelope.recipients[0].localPart == "b" { withUnsafeCurrentTask { $0?.cancel() } }
            return DeliveryResult(accepting: mail)
        }
        let messages = three + [.small(to: nil)]
        let results = await Task { await Mailer(transport).deliver(messages) }.value
        #expect(results.map(\.outcome) == [.sent, .sent, .failed, .skipped])
        #expect(results[2].error is CancellationError)
        #expect(transport.log == ["open", "deliver a", "deliver b", "close"])
    }

    @Test func `a transport's own cancellation is an error like any other`() async throws {
        let transport = ScriptedTransport { mail in
            if mail.envelope.recipients[0].localPart == "b" { throw CancellationError() }
            return DeliveryResult(accepting: mail)
        }
        #expect(try await Mailer(transport).send(three, failSilently: true) == 2)
        #expect(await Mailer(transport).deliver(three).map(\.outcome) == [.sent, .failed, .sent])
    }

    @Test func `mails composed elsewhere are sent by the same rules`() async throws {
        let mails = try three.map { try $0.encoded() }
        #expect(try await Mailer(ScriptedTransport()).send(mails) == 3)
        #expect(await Mailer(refusingB()).deliver(mails).map(\.outcome) == [.sent, .refused, .sent])
        #expect(try await Mailer(refusingB()).send(mails[0]).messageID == mails[0].messageID)
    }
}

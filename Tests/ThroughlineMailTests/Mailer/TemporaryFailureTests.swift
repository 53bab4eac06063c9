import Testing

@testable import ThroughlineMail

/// Which mails are worth another attempt.
struct TemporaryFailureTests {
    private func reply(_ code: Int) -> SMTPReply { SMTPReply(code: code, text: "") }
    private func refusal(_ code: Int) -> RecipientRefusal {
        RecipientRefusal(address: "a@example.com", reply: reply(code))
    }

    @Test func `a refusal is temporary if it is for one recipient at least`() {
        #expect(DeliveryResult(outcome: .refused, reply: reply(451)).isTemporary)
        #expect(!DeliveryResult(outcome: .refused, reply: reply(550)).isTemporary)
        #expect(!DeliveryResult(outcome: .refused).isTemporary)
        #expect(
            DeliveryResult(outcome: .refused, refused: [refusal(450), refusal(550)], reply: reply(550)).isTemporary
        )
        #expect(
            !DeliveryResult(outcome: .refused, refused: [refusal(550), refusal(553)], reply: reply(553)).isTemporary
        )
    }

    @Test func `a mail that was sent, or may have been, is not to be sent again`() {
        #expect(!DeliveryResult(outcome: .sent, refused: [refusal(450)]).isTemporary)
        #expect(!DeliveryResult(outcome: .unknown, error: MailError.connectionLost(reason: "")).isTemporary)
        #expect(!DeliveryResult(outcome: .skipped).isTemporary)
        #expect(!MailError.unknownOutcome(DeliveryResult(outcome: .unknown)).isTemporary)
    }

    @Test func `a mail that failed is as temporary as its error`() {
        let temporary: [MailError] = [
            .connectionFailed(reason: ""), .connectionLost(reason: ""), .timedOut(phase: "EHLO"),
            .tlsFailed(reason: ""),
            .shutDown, .authenticationFailed(reply: reply(454), reason: ""),
            .serverRefused(command: "EHLO", reply: reply(421)),
            .refused(DeliveryResult(outcome: .refused, reply: reply(452))),
        ]
        let lasting: [MailError] = [
            .invalidHeader(name: "", reason: ""), .missingRecipients, .signing(reason: ""),
            .invalidConfiguration(reason: ""),
            .authenticationFailed(reply: reply(535), reason: ""), .authenticationFailed(reply: nil, reason: ""),
            .serverRefused(command: "EHLO", reply: reply(554)), .unsupported(feature: "SMTPUTF8"),
        ]
        for error in temporary {
            #expect(error.isTemporary, "\(error)")
            #expect(DeliveryResult(outcome: .failed, error: error).isTemporary, "\(error)")
        }
        for error in lasting {
            #expect(!error.isTemporary, "\(error)")
            #expect(!DeliveryResult(outcome: .failed, error: error).isTemporary, "\(error)")
        }
        #expect(DeliveryResult(outcome: .failed, error: ScriptedTransport.Failure()).isTemporary)
        #expect(DeliveryResult(outcome: .failed, error: CancellationError()).isTemporary)
    }
}

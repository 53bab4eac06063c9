import Testing

@testable import ThroughlineMail

struct MailErrorTests {
    private static let reply = SMTPReply(
        code: 550,
        enhancedCode: EnhancedStatusCode(5, 1, 1),
        text: "user jane <jane.doe@example.com> is not here"
    )
    private static let result = DeliveryResult(
        outcome: .refused,
        refused: [RecipientRefusal(address: "jane.doe@example.com", reply: reply)],
        reply: reply
    )

    @Test(
        arguments: [
            MailError.invalidAddress("jane.doe@example.com@", reason: "ends in @"),
            .connectionLost(reason: "421 jane, bye"),
            .authenticationFailed(reply: reply, reason: "LOGIN was refused"),
            .serverRefused(command: "MAIL", reply: reply), .refused(result), .unknownOutcome(result),
            .refused(DeliveryResult(outcome: .refused, reply: reply)),
            .unknownOutcome(
                DeliveryResult(outcome: .unknown, error: MailError.connectionLost(reason: "421 jane, bye"))
            ),
            .connectionFailed(reason: "no route for jane.doe@example.com"),
        ]
    )
    func `a description names nobody and repeats nothing of a server's, a detailed one does both`(error: MailError) {
        for text in ["\(error)", String(reflecting: error)] {
            #expect(!text.contains("jane"))
            #expect(!text.contains("not here"))
        }
        #expect(error.detailedDescription.contains("jane"))
    }

    @Test func `a description has the codes, and the domain of whom they are about`() {
        #expect("\(MailError.refused(Self.result))" == "the mail was refused: example.com: 550 5.1.1")
        #expect(
            MailError.refused(Self.result).detailedDescription
                == "the mail was refused: jane.doe@example.com: 550 5.1.1 user jane <jane.doe@example.com> is not here"
        )
    }
}

import Foundation
import Testing

@testable import ThroughlineMail

/// Against a server of other authors, Python's aiosmtpd, that was taught what no good server does.
@Suite(
    "SMTP with aiosmtpd",
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled(if: PythonLines.hasServer, "skipped: needs aiosmtpd")
)
struct FaultyServerTests {
    /// Starts a server, and sends it a mail to somebody who asks for the fault, and a good one after it.
    private func send(
        _ fault: String,
        size: Int = 100
    ) async throws -> (outcome: Result<DeliveryResult, any Error>, arrived: [String]) {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Python/faulty_server.py").path
        let server = try ServerProcess(PythonLines.venv, [script], environment: ["PYTHONDONTWRITEBYTECODE": "1"])
        let port = try #require(Int(await server.nextLine()))
        var configuration = SMTPConfiguration(host: "127.0.0.1", port: port, security: .none)
        let patient = try SMTPTransport(configuration)
        if fault == "hangdata" { configuration.timeouts.data = .milliseconds(200) }
        if fault == "hang" { configuration.timeouts.contentEnd = .milliseconds(200) }
        let transport = try SMTPTransport(configuration)
        let connection = try await transport.open()
        let outcome: Result<DeliveryResult, any Error>
        do {
            outcome = .success(try await connection.deliver(mail("bad", to: fault, size)))
        } catch {
            outcome = .failure(error)
        }
        // Whatever it was, the next mail is not concerned, and comes first.
        let next = fault.hasPrefix("hang") ? try await patient.open() : connection
        #expect(try await next.deliver(mail("good", to: "b", 100)).outcome == .sent)
        try await connection.close()
        try await next.close()
        await transport.shutdown()
        await patient.shutdown()
        let arrived = [await server.nextLine()]
        await server.end()
        return (outcome, arrived)
    }

    private func mail(_ id: String, to recipient: String, _ size: Int) throws -> EncodedMail {
        let line = String(repeating: "x", count: 62) + "\r\n"
        return try EncodedMail(
            rfc822: "Message-ID: <\(id)@x.test>\r\n\r\n\(String(repeating: line, count: size / 64 + 1))".utf8,
            envelope: MailEnvelope(sender: "a@x.test", recipients: [EmailAddress("\(recipient)@x.test")])
        )
    }

    @Test("A server that dies in the middle of the content has no mail")
    func killed() async throws {
        let (outcome, arrived) = try await send("kill", size: 16_000_000)
        let error = #expect(throws: MailError.self) { try outcome.get() }
        #expect(error?.errorType == "connection_lost")
        #expect(arrived == ["<good@x.test>"])
    }

    @Test("A content that is refused after its end is refused")
    func refused() async throws {
        let (outcome, arrived) = try await send("refuse")
        let result = try outcome.get()
        #expect(result.outcome == .refused)
        #expect(
            result.reply == SMTPReply(code: 554, enhancedCode: EnhancedStatusCode(5, 7, 1), text: "looks like spam")
        )
        #expect(arrived == ["<good@x.test>"])
    }

    @Test(
        "A content that gets no answer, or none that can be read, may have been sent",
        arguments: ["hang", "garbage"]
    )
    func unknown(_ fault: String) async throws {
        let (outcome, _) = try await send(fault)
        let result = try outcome.get()
        #expect(result.outcome == .unknown)
        let errorType = (result.error as? MailError)?.errorType
        #expect(errorType == (fault == "hang" ? "timeout" : "protocol_violation"))
    }

    @Test("A content that is answered twice was sent, and the second answer is nobody's")
    func twice() async throws {
        let result = try await send("twice").outcome.get()
        #expect(result.outcome == .sent)
    }

    @Test(
        "A DATA that gets no answer, or the wrong one, and answers that contradict themselves: nothing was sent",
        arguments: [("hangdata", "timeout"), ("early", "protocol_violation"), ("split", "protocol_violation")]
    )
    func beforeContent(_ fault: String, _ errorType: String) async throws {
        let (outcome, arrived) = try await send(fault)
        let error = #expect(throws: MailError.self) { try outcome.get() }
        #expect(error?.errorType == errorType)
        #expect(arrived == ["<good@x.test>"])
    }
}

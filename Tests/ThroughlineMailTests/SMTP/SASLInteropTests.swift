import Foundation
import Testing

@testable import ThroughlineMail

/// Every mechanism against a server that Python's own cryptography makes.
@Suite("SASL with Python", .timeLimit(.minutes(5)), .enabled(if: PythonLines.isInstalled, "skipped: needs python3"))
struct SASLInteropTests {
    @Test(
        "Who knows the secret is let in, and nobody else",
        arguments: SMTPMechanism.allCases,
        ["s3cret", "pass,word=with+all", "schlüssel-鍵-🔑"]
    )
    func mechanism(_ mechanism: SMTPMechanism, _ password: String) async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Python/sasl_server.py").path
        let server = try ServerProcess(
            "/usr/bin/env",
            ["python3", script, mechanism.rawValue, password],
            environment: ["PYTHONDONTWRITEBYTECODE": "1"]
        )
        let port = try #require(Int(await server.nextLine()))
        for isRight in [true, false] {
            var configuration = SMTPConfiguration(host: "127.0.0.1", port: port, security: .none)
            configuration.allowsSecretsInTheClear = true
            configuration.credentials =
                mechanism == .xoauth2
                ? .token(username: "alice") { _ in isRight ? "ya29.a-token" : "stale" }
                : .password(isRight ? password : "guess", username: "alice")
            let transport = try SMTPTransport(configuration)
            if isRight {
                let connection = try #require(try await transport.open() as? SMTPPooledConnection)
                #expect(connection.session.mechanism == mechanism)
                await connection.close()
                await transport.shutdown()
            } else {
                let error = await #expect(throws: MailError.self) { try await transport.open() }
                guard case .authenticationFailed(let reply?, _)? = error else {
                    Issue.record("\(String(describing: error))"); return
                }
                #expect(reply.code == 535)
            }
        }
    }
}

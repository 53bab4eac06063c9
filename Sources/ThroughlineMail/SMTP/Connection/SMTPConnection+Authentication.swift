import Foundation
import SemanticConventions
import SpanRecording

extension SMTPConnection {
    /// Proves who the client is, by the strongest mechanism that both sides know.
    ///
    /// Source: RFC 4954.
    func authenticate(_ credentials: SMTPCredentials) async throws {
        let isSecret = session.tlsVersion != nil || configuration.allowsSecretsInTheClear
        let fitting = SMTPMechanism.allCases.filter { mechanism in
            mechanism.fits(credentials.secret) && configuration.mechanisms.contains(mechanism)
                && session.capabilities.authenticationMechanisms.contains(mechanism.rawValue)
        }
        let usable = fitting.filter { isSecret || !$0.showsSecret }
        guard !usable.isEmpty else {
            throw fail(
                .authenticationFailed(
                    reply: nil,
                    reason: fitting.isEmpty
                        ? "the server offers no mechanism that can be used"
                        : "the server offers only mechanisms that would show the secret to everybody on the way"
                )
            )
        }
        for (index, mechanism) in usable.enumerated() {
            guard let refusal = try await attempt(mechanism, credentials) else {
                session.mechanism = mechanism
                traceEvent(
                    "smtp.authenticated",
                    [AttributeKey<String>.mailAuthMechanism.name: .string(mechanism.rawValue)]
                )
                return
            }
            // It knows the mechanism less well than it said. To try other passwords would only lock the account.
            if [500, 501, 502, 504].contains(refusal.code), index + 1 < usable.count { continue }
            throw fail(
                .authenticationFailed(reply: refusal, reason: "the server refused \(mechanism.rawValue)")
            )
        }
    }

    /// - Returns: The server's no; `nil` for a yes.
    private func attempt(_ mechanism: SMTPMechanism, _ credentials: SMTPCredentials) async throws -> SMTPReply? {
        let username = credentials.username
        switch (credentials.secret, mechanism) {
        case (.password(let password), .scramSHA256):
            return try await exchange(
                mechanism,
                try SCRAMAuthentication(username: username, password: password),
                password
            )
        case (.password(let password), .cramMD5):
            return try await exchange(
                mechanism,
                CRAMMD5Authentication(username: username, password: password),
                password
            )
        case (.password(let password), .login):
            return try await exchange(mechanism, LoginAuthentication(username: username, password: password), password)
        case (.password(let password), _):
            return try await exchange(mechanism, PlainAuthentication(username: username, password: password), password)
        case (.token(let provider), _):
            let token = try await ask(provider, nil)
            let first = XOAuth2Authentication(username: username, token: token)
            guard let refusal = try await exchange(mechanism, first, token) else { return nil }
            // The provider may have kept it too long. With the same one it would not go better.
            guard refusal.code == 535, handler.end == nil else { return refusal }
            let fresh = try await ask(provider, token)
            guard fresh != token else { return refusal }
            return try await exchange(mechanism, XOAuth2Authentication(username: username, token: fresh), fresh)
        }
    }

    /// Asks for a token. The provider may read files, or sign, and has no business on the event loop.
    private func ask(_ provider: SMTPCredentials.TokenProvider, _ refused: String?) async throws -> String {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await provider(refused) }
    }

    private func exchange(
        _ mechanism: SMTPMechanism,
        _ authentication: some SMTPAuthentication,
        _ secret: String
    ) async throws -> SMTPReply? {
        var authentication = authentication
        var sent = [secret]
        do {
            if let initial = try authentication.initialResponse() {
                // A lone equals sign is an initial response of no bytes.
                let encoded = initial.isEmpty ? "=" : Data(initial).base64EncodedString()
                sent.append(encoded)
                send("AUTH \(mechanism.rawValue) \(encoded)")
            } else {
                send("AUTH \(mechanism.rawValue)")
            }
            // No mechanism has that many steps; a server that goes on asking gets no more.
            for _ in 0..<8 {
                let answer = try await reply(.authentication)
                switch answer.code {
                case 334:
                    guard let challenge = Data(base64Encoded: answer.text) else {
                        throw MailError.authentication("the server's challenge is not base64")
                    }
                    let encoded = Data(try await authentication.response(to: Array(challenge))).base64EncodedString()
                    sent.append(encoded)
                    send(encoded)
                case 235:
                    try authentication.confirm()
                    return nil
                case 400...: return answer.withholding(sent)
                default: throw fail(.protocolViolation(reason: "the server answered AUTH with \(answer.code)"))
                }
            }
            throw MailError.authentication("the server asks for ever more")
        } catch let error as MailError {
            throw fail(error)
        }
    }
}

extension SMTPReply {
    /// Without its text, if that repeats what it was told in confidence.
    fileprivate func withholding(_ secrets: [String]) -> SMTPReply {
        guard secrets.contains(where: { !$0.isEmpty && text.contains($0) }) else { return self }
        return SMTPReply(code: code, enhancedCode: enhancedCode, text: "(withheld: it repeats what it was told)")
    }
}

import NIOCore

/// The envelope of a mail: `MAIL`, `RCPT` and `DATA`, and what the server says to each.
///
/// Source: RFC 5321, section 3.3; sent together, RFC 2920.
extension SMTPConnection {
    var isPipelining: Bool { session.capabilities.hasPipelining && configuration.usesPipelining }

    /// Sends `MAIL`, `RCPT` and `DATA` together where the server can take that. Nothing is sent if the mail was announced.
    func sendEnvelope(of mail: EncodedMail) throws(SMTPConnectionEnd) {
        if let end = handler.end { throw end }
        if let announced {
            guard announced.hasSameEnvelope(as: mail) else {
                // The server waits for the content of the other one, and there is no way to take that back.
                throw fail(.connectionLost(reason: "another mail was announced"))
            }
            self.announced = nil
        } else if isPipelining {
            commands.clear()
            sendCommands(expecting: writeEnvelope(of: mail))
        }
    }

    /// Writes the commands of a mail's envelope.
    /// - Returns: How many there are.
    func writeEnvelope(of mail: EncodedMail) -> Int {
        if needsReset { commands.writeCommand("RSET") }
        commands.writeMailCommand(mail, session.capabilities)
        for recipient in mail.envelope.recipients {
            commands.writeRecipientCommand(recipient, reports: mail.envelope.deliveryReports, session.capabilities)
        }
        commands.writeStaticString("DATA\r\n")
        return mail.envelope.recipients.count + (needsReset ? 3 : 2)
    }

    /// Waits for the answers to the envelope. Where the server cannot take commands together, each is sent here.
    func envelopeAnswers(to mail: EncodedMail) async throws(SMTPConnectionEnd) -> EnvelopeAnswers {
        if needsReset {
            let answer = try await answer(.reset) { $0.writeStaticString("RSET\r\n") }
            guard answer.isPositive else { throw fail(.serverRefused(command: "RSET", reply: answer)) }
            needsReset = false
        }
        let capabilities = session.capabilities
        var answers = EnvelopeAnswers(mail: try await answer(.mail) { $0.writeMailCommand(mail, capabilities) })
        guard answers.mail.isPositive || isPipelining else { return answers }

        do throws(SMTPConnectionEnd) {
            for recipient in mail.envelope.recipients {
                let answer = try await answer(.recipient) {
                    $0.writeRecipientCommand(recipient, reports: mail.envelope.deliveryReports, capabilities)
                }
                answers.add(answer, to: recipient)
            }
            if isPipelining || answers.hasRecipients {
                try await judge(try await answer(.data) { $0.writeStaticString("DATA\r\n") }, &answers)
            } else {
                needsReset = true
            }
        } catch {
            switch error {
            // Some servers hang up on whom they refuse. Then that is the answer, and not that they hung up.
            case .failed(.connectionLost) where answers.isFinal(for: mail): break
            case .dismissed where answers.isFinal(for: mail): break
            // Others do so after too many. Those whom they had refused stay refused.
            case .dismissed(let reply) where !answers.refused.isEmpty: answers.dismiss(mail, reply)
            default: throw error
            }
        }
        return answers
    }

    /// What the answer to `DATA` means, after all the others.
    private func judge(_ data: SMTPReply, _ answers: inout EnvelopeAnswers) async throws(SMTPConnectionEnd) {
        switch (data.code, answers.isAccepted, answers.hasRecipients) {
        case (354, true, true): break
        case (354, _, false):
            // RFC 2920, section 3.1: it let itself in for a mail that nobody gets, and is sent one of nothing.
            send(".")
            _ = try? await reply(.contentEnd)
        case (354, false, true):
            // It refused the sender, and would deliver nothing to these recipients. Only hanging up ends that.
            _ = fail(.protocolViolation(reason: "the server refused MAIL, and took RCPT and DATA"))
        case (400..., _, _):
            needsReset = answers.mail.isPositive
            answers.refuse(data)
        default: throw fail(.protocolViolation(reason: "the server answered DATA with \(data.code)"))
        }
    }

    /// Waits for the answer to a command of the envelope, which is sent first if that has not been done.
    private func answer(
        _ phase: SMTPPhase,
        _ write: (inout ByteBuffer) -> Void
    ) async throws(SMTPConnectionEnd) -> SMTPReply {
        if !isPipelining {
            commands.clear()
            write(&commands)
            sendCommands(expecting: 1)
        }
        let reply = try await reply(phase).shortened
        guard reply.code != 421 else { throw .dismissed(reply) }
        guard reply.code / 100 != 3 || phase == .data else {
            throw fail(.protocolViolation(reason: "the server answered \(phase.rawValue) with \(reply.code)"))
        }
        return reply
    }
}

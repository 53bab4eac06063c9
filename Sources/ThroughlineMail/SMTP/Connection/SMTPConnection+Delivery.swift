import NIOCore

/// One mail over the connection.
extension SMTPConnection {
    /// How much of a content is handed to the kernel before there has to be room for more.
    private static let pieceLength = 64 * 1024

    /// Sends one mail.
    ///
    /// - Parameter next: The mail after it. The server is told its sender and recipients in one go with this one's end.
    /// - Returns: What became of it, and whether the server waits for the next mail now.
    /// - Throws: ``SMTPConnectionEnd``, if the mail was certainly not sent because the connection came to its end.
    func deliver(
        _ mail: EncodedMail,
        before next: EncodedMail?
    ) async throws -> (result: DeliveryResult, isAnnounced: Bool) {
        try await cancellable { connection in
            try connection.sendEnvelope(of: mail)
            let answers = try await connection.envelopeAnswers(to: mail)
            if let refusal = answers.refusal(of: mail) { return (refusal, false) }
            let result = try await connection.transfer(mail, answers, before: next)
            return (result, connection.announced != nil)
        }
    }

    private func transfer(
        _ mail: EncodedMail,
        _ answers: EnvelopeAnswers,
        before next: EncodedMail?
    ) async throws(SMTPConnectionEnd) -> DeliveryResult {
        let end = try await sendContent(mail.content, before: next)
        let isEndApart = announced == nil || session.tlsVersion == nil
        var result = DeliveryResult(
            outcome: .sent,
            refused: answers.refused,
            messageID: mail.messageID,
            size: mail.size
        )
        do throws(SMTPConnectionEnd) {
            // A server that takes nothing in any more has less time than one that has it all.
            if isEndApart { try await wait(.content) { $0.hasReply || end.isWritten ? () : nil } }
            let reply = try await reply(.contentEnd).shortened
            result.reply = reply
            switch reply.code {
            case 200..<300: result.accepted = answers.accepted
            case 400...:
                result.outcome = .refused
                result.refused += answers.accepted.map { RecipientRefusal(address: $0, reply: reply) }
            default: throw fail(.protocolViolation(reason: "the server answered the content with \(reply.code)"))
            }
        } catch {
            // What never left this machine was not sent. All else may have been: over TLS, what is flushed together is one
            // write, so that it is not known whether it was the end that did not leave, or only what was announced behind it.
            if end.isUnsent, isEndApart { throw handler.isCancelled ? .cancelled : error }
            result.outcome = .unknown
            result.error = error.error
        }
        return result
    }

    /// Sends the content and its end, and the envelope of the next mail.
    ///
    /// A large content goes out in pieces, each when the server has taken in enough of what came before.
    ///
    /// - Throws: If the connection ended before the content's end was sent: the server has no mail then.
    private func sendContent(_ content: ByteBuffer, before next: EncodedMail?) async throws(SMTPConnectionEnd)
        -> ContentEnd
    {
        var stuffing = DotStuffing(content)
        while let piece = stuffing.next(maximumLength: Self.pieceLength, allocator: channel.allocator) {
            channel.write(piece, promise: nil)
            if !stuffing.isFinished {
                channel.flush()
                try await wait(.content) { [channel] handler in handler.end == nil && channel.isWritable ? () : nil }
            }
        }
        let end = ContentEnd(channel, handler)
        channel.write(ByteBuffer(string: stuffing.end), promise: end.promise)
        handler.expect(1)
        handler.isCommitted = true
        announce(next)
        channel.flush()
        return end
    }

    /// Tells the server about the next mail, of which it has to answer everything but the content.
    private func announce(_ next: EncodedMail?) {
        guard let next, isPipelining else { return }
        commands.clear()
        handler.expect(writeEnvelope(of: next))
        channel.write(commands, promise: nil)
        announced = next
    }
}

/// Whether the write with the end of a content in it has left.
private final class ContentEnd {
    let promise: EventLoopPromise<Void>
    /// Whether the kernel has all of it.
    private(set) var isWritten = false
    /// Whether some of it is known never to have left.
    private(set) var isUnsent = false

    init(_ channel: any Channel, _ handler: SMTPReplyHandler) {
        promise = channel.eventLoop.makePromise()
        promise.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success: self.isWritten = true
            case .failure: self.isUnsent = true
            }
            handler.wake()
        }
    }
}

extension SMTPConnection {
    /// Asks the server whether it is still there, and ready for a mail.
    func probe() async -> Bool {
        guard handler.end == nil, announced == nil else { return false }
        send(needsReset ? "RSET" : "NOOP")
        let answer = try? await cancellable { connection in try await connection.reply(.noop) }
        guard let answer, answer.isPositive, handler.end == nil else {
            _ = fail(.connectionLost(reason: "the server was gone"))
            return false
        }
        needsReset = false
        return true
    }

    /// Says goodbye and ends the connection. A server that waits for a content, or says nothing, gets no goodbye.
    func quit() async {
        if handler.end == nil, announced == nil, !handler.isExpecting {
            send("QUIT")
            _ = try? await reply(.quit)
        }
        abandon()
    }

    /// Ends the connection without a word, in the middle of whatever it is.
    func abandon() {
        handler.finish(.closed)
    }

    /// Has something called when the connection comes to its end, at once if it has.
    func onEnd(_ body: @escaping @Sendable () -> Void) {
        if handler.end == nil {
            handler.onEnd = body
        } else {
            body()
        }
    }
}

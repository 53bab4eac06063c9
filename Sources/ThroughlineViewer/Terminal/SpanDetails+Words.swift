import OTLP

/// What the conventions of single technologies make worth knowing.
extension SpanDetails {
    /// How a transaction ended, how long an access waited for its connection, and how many rows there were.
    var databaseWords: [Word] {
        var words: [Word] = []
        if let outcome = text("throughline.db.transaction.outcome") {
            words.append(Word(outcome, outcome == "rollback" ? .warning : .dim))
        }
        if let word = waited("throughline.db.wait") { words.append(word) }
        if let rows = attributes["db.response.returned_rows"]?.intValue
            ?? attributes["throughline.db.affected_rows"]?.intValue
        {
            words.append(Word(counted(Int(clamping: rows), "row")))
        }
        return words
    }

    /// How long something waited.
    private func waited(_ key: String) -> Word? {
        guard let wait = attributes[key]?.doubleValue, let nanoseconds = UInt64(exactly: (wait * 1e9).rounded()) else {
            return nil
        }
        return Word("waited \(TimeText.duration(nanoseconds: nanoseconds))")
    }

    private func retried(attempt: Int64) -> Word? {
        attempt > 1 ? Word("attempt \(attempt)", .warning) : nil
    }

    /// Which attempt at a job it is, and which link of a chain.
    var jobWords: [Word] {
        var words: [Word] = []
        if let attempt = attributes["throughline.job.attempt"]?.intValue.flatMap(retried(attempt:)) {
            words.append(attempt)
        }
        if let position = attributes["throughline.job.chain.position"]?.intValue,
            let length = attributes["throughline.job.chain.length"]?.intValue
        {
            words.append(Word("link \(position) of \(length)"))
        }
        return words
    }

    /// Which attempt at a buffered request it is, how long it was due before, and whether the request was there already.
    var inboxWords: [Word] {
        var words: [Word] = []
        if let retries = attributes["throughline.inbox.retries"]?.intValue, let attempt = retried(attempt: retries &+ 1)
        {
            words.append(attempt)
        }
        if let word = waited("throughline.inbox.wait.duration") { words.append(word) }
        if attributes["throughline.inbox.replayed"]?.boolValue == true { words.append(Word("replayed")) }
        return words
    }

    /// How many mails were sent, and what the server said to one.
    var mailWords: [Word] {
        var words: [Word] = []
        if let sent = attributes["throughline.mail.messages.sent"]?.intValue,
            let count = attributes["throughline.mail.messages.count"]?.intValue
        {
            words.append(Word("\(sent) of \(counted(Int(clamping: count), "mail"))", sent < count ? .warning : .dim))
        }
        if attributes["throughline.mail.connection.reused"]?.boolValue == true { words.append(Word("reused")) }
        if let code = attributes["throughline.mail.reply.code"]?.intValue {
            words.append(Word(String(code), code >= 500 ? .error : code >= 400 ? .warning : .dim))
        }
        return words
    }

    /// Whom a mail is for, or the server that it goes to.
    var mailTarget: String? {
        guard text("throughline.mail.transport") != nil else { return nil }
        if let domains = attributes["throughline.mail.recipients.domains"], case .array = domains {
            return "to " + AttributeText.value(domains)
        }
        guard let server = text("server.address") else { return text("throughline.mail.transport") }
        return attributes["server.port"]?.intValue.map { "\(server):\($0)" } ?? server
    }
}

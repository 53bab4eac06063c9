import SemanticConventions
import SpanRecording
import Tracing

extension Mailer {
    /// What becomes of errors.
    enum FailureRule {
        /// The first one is thrown, and nothing more is sent.
        case raise
        /// The mail does not count.
        case count
        /// It is the mail's result.
        case collect
    }

    /// How far a call has come.
    struct Progress {
        var sent = 0
        /// A result for each mail, if they are wanted.
        var results: [DeliveryResult]?

        mutating func add(_ result: DeliveryResult) {
            if result.outcome == .sent { sent += 1 }
            results?.append(result)
        }
    }

    func send(_ mails: [OutgoingMail], rule: FailureRule, progress: inout Progress) async throws {
        var operation = MailOperation("send_messages", ofKind: .internal, telemetry)
        operation.set([
            AttributeKey<Int>.mailMessagesCount.name: .int(Int64(mails.count)),
            AttributeKey<Bool>.mailFailSilently.name: .bool(rule == .count),
        ])
        defer {
            operation.set([AttributeKey<Int>.mailMessagesSent.name: .int(Int64(progress.sent))])
            operation.end()
        }
        // An empty list opens nothing.
        guard !mails.isEmpty else { return }
        do {
            try await operation.within { try await connectAndSend(mails, rule: rule, progress: &progress) }
        } catch {
            operation.fail(error, isOwn: false)
            throw error
        }
    }

    private func connectAndSend(_ mails: [OutgoingMail], rule: FailureRule, progress: inout Progress) async throws {
        if kept.isOpen {
            try await kept.acquire()
            defer { kept.release() }
            var connection = kept.connection
            // It may have been closed while this call waited for its turn.
            if connection != nil {
                defer { kept.connection = connection }
                return try await send(mails, over: &connection, rule: rule, progress: &progress)
            }
        }
        var connection: (any MailConnection)?
        do {
            try await send(mails, over: &connection, rule: rule, progress: &progress)
        } catch {
            await closeQuietly(&connection)
            throw error
        }
        // What is sent stays sent, however the connection ends.
        await closeQuietly(&connection)
    }

    /// Sends mails over a connection, opening it if need be, and again when it can carry no more.
    private func send(
        _ mails: [OutgoingMail],
        over connection: inout (any MailConnection)?,
        rule: FailureRule,
        progress: inout Progress
    ) async throws {
        guard try await isOpened(&connection, rule: rule, for: mails[...], progress: &progress) else { return }
        // Several are sent where the connection is at home, without a change of threads between them.
        try await withTaskExecutorPreference(mails.count > 1 ? connection?.taskExecutor : nil) {
            try await sendEach(mails, over: &connection, rule: rule, progress: &progress)
        }
    }

    private func sendEach(
        _ mails: [OutgoingMail],
        over connection: inout (any MailConnection)?,
        rule: FailureRule,
        progress: inout Progress
    ) async throws {
        var next: Result<EncodedMail, MailError>?
        for (index, mail) in mails.enumerated() {
            try Task.checkCancellation()
            if index > 0, connection?.isUsable != true {
                let rest = mails[index...]
                guard try await isOpened(&connection, rule: rule, for: rest, progress: &progress) else { return }
            }
            guard let connection else { return }
            let composed = if let next { next } else { await composedAhead(mail) }
            next = index + 1 < mails.count ? await composedAhead(mails[index + 1]) : nil
            let result = try await send(mail, composed, before: try? next?.get(), over: connection, rule: rule)
            progress.add(result)
        }
    }

    /// Opens the connection. If it does not open, and that is not to be thrown, none of the mails is sent.
    private func isOpened(
        _ connection: inout (any MailConnection)?,
        rule: FailureRule,
        for mails: ArraySlice<OutgoingMail>,
        progress: inout Progress
    ) async throws -> Bool {
        do {
            try await open(&connection, failSilently: rule == .count)
            return true
        } catch {
            if mustThrow(error, by: rule) { throw error }
            for mail in mails {
                let isSkipped = !mail.hasRecipients
                let result = DeliveryResult(outcome: isSkipped ? .skipped : .failed, error: isSkipped ? nil : error)
                telemetry.count(result, result.error)
                progress.add(result)
            }
            return false
        }
    }

    /// The mail, composed before its turn comes; `nil` if it must wait for its own span, to name it in its headers.
    private func composedAhead(_ mail: OutgoingMail) async -> Result<EncodedMail, MailError>? {
        guard !configuration.propagatesTrace, mail.hasRecipients else { return nil }
        guard mail.isLarge || !configuration.signers.isEmpty else { return composed(mail) }
        // A connection's own thread has better things to do.
        return await withTaskExecutorPreference(globalConcurrentExecutor) { composed(mail) }
    }

    private func composed(_ mail: OutgoingMail) -> Result<EncodedMail, MailError> {
        do {
            return .success(try mail.encoded(configuration, in: nil))
        } catch {
            return .failure(error)
        }
    }

    private func send(
        _ mail: OutgoingMail,
        _ composed: Result<EncodedMail, MailError>?,
        before next: EncodedMail?,
        over connection: any MailConnection,
        rule: FailureRule
    ) async throws -> DeliveryResult {
        var operation = MailOperation("send_message_item", ofKind: .client, telemetry)
        defer { operation.end() }
        operation.set(mail.attributes(recordingAddresses: configuration.recordsAddresses))
        operation.set(connection.attributes)

        guard mail.hasRecipients else {
            let result = DeliveryResult(outcome: .skipped)
            operation.set(result.attributes(recordingAddresses: false))
            telemetry.count(result, nil)
            return result
        }
        var result = DeliveryResult(outcome: .failed)
        do {
            let encoded = try composed?.get() ?? mail.encoded(configuration, in: operation.context)
            result.messageID = encoded.messageID
            result.size = encoded.size
            result = try await operation.within { try await connection.deliver(encoded, before: next) }
        } catch {
            result.error = error
        }
        let error = result.failure
        operation.set(result.attributes(recordingAddresses: configuration.recordsAddresses))
        if let error { operation.fail(error) }
        telemetry.count(result, error)
        if let error, mustThrow(error, by: rule) { throw error }
        return result
    }

    /// A mail that cannot be composed is a mistake in the program and no failure of a server: as in the source's framework,
    /// only who asks for results gets it as one.
    private func mustThrow(_ error: any Error, by rule: FailureRule) -> Bool {
        switch rule {
        case .raise: true
        case .count: error is CancellationError || (error as? MailError)?.isMistake == true
        case .collect: error is CancellationError
        }
    }
}

extension MailError {
    /// Whether the mail itself is at fault, and would be with any server.
    fileprivate var isMistake: Bool {
        switch self {
        case .invalidAddress, .invalidHeader, .invalidContent, .missingSender, .signing: true
        default: false
        }
    }
}

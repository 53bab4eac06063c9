import SemanticConventions
import SpanRecording
import Tracing

extension Mailer {
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
            if rule == .require { try requireRecipients(mails) }
            try await operation.within { try await connectAndSend(mails, rule: rule, progress: &progress) }
        } catch {
            operation.fail(error, isOwn: !progress.isReported)
            throw error
        }
    }

    /// That a mail is for nobody is known before a connection is opened for it.
    private func requireRecipients(_ mails: [OutgoingMail]) throws(MailError) {
        guard !mails.allSatisfy(\.hasRecipients) else { return }
        let error = MailError.missingRecipients
        telemetry.count(DeliveryResult(outcome: .failed), error)
        throw error
    }

    private func connectAndSend(_ mails: [OutgoingMail], rule: FailureRule, progress: inout Progress) async throws {
        if kept.isOpen {
            do {
                try await kept.acquire()
            } catch {
                return try giveUp(on: mails[...], error, rule: rule, progress: &progress)
            }
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
        guard let first = try await opened(&connection, for: mails[...], rule: rule, progress: &progress) else {
            return
        }
        // Several are sent where the connection is at home, without a change of threads between them.
        try await withTaskExecutorPreference(mails.count > 1 ? first.taskExecutor : nil) {
            var current = first
            var next: Result<EncodedMail, MailError>?
            for (index, mail) in mails.enumerated() {
                let rest = mails[index...]
                if Task.isCancelled {
                    return try giveUp(on: rest, CancellationError(), rule: rule, progress: &progress)
                }
                if index > 0, !current.isUsable {
                    guard let other = try await opened(&connection, for: rest, rule: rule, progress: &progress) else {
                        return
                    }
                    current = other
                }
                let composed = if let next { next } else { await composedAhead(mail) }
                next = index + 1 < mails.count ? await composedAhead(mails[index + 1]) : nil
                try await send(mail, composed, before: try? next?.get(), over: current, rule: rule, progress: &progress)
            }
        }
    }

    /// Opens the connection.
    /// - Returns: `nil` if it does not open and that is not to be thrown: none of the mails is sent then.
    private func opened(
        _ connection: inout (any MailConnection)?,
        for mails: ArraySlice<OutgoingMail>,
        rule: FailureRule,
        progress: inout Progress
    ) async throws -> (any MailConnection)? {
        do {
            return try await open(&connection, failSilently: rule == .count)
        } catch {
            try giveUp(on: mails, error, isReported: true, rule: rule, progress: &progress)
            return nil
        }
    }

    /// Sends none of the mails, because of an error: it is thrown, or what becomes of each of them.
    private func giveUp(
        on mails: ArraySlice<OutgoingMail>,
        _ error: any Error,
        isReported: Bool = false,
        rule: FailureRule,
        progress: inout Progress
    ) throws {
        if rule.mustThrow(error) {
            progress.isReported = isReported
            throw error
        }
        for mail in mails {
            let error = mail.hasRecipients ? error : nil
            let result = DeliveryResult(outcome: error == nil ? .skipped : .failed, error: error)
            telemetry.count(result, error)
            progress.add(result)
        }
    }

    /// The mail, composed before its turn comes; `nil` if it must wait for its own span, to name it in its headers.
    private func composedAhead(_ mail: OutgoingMail) async -> Result<EncodedMail, MailError>? {
        guard !configuration.propagatesTrace, mail.hasRecipients else { return nil }
        return await compose(mail, in: nil)
    }

    private func compose(_ mail: OutgoingMail, in context: InstrumentationContext?) async -> Result<
        EncodedMail, MailError
    > {
        func compose() -> Result<EncodedMail, MailError> {
            do throws(MailError) {
                return .success(try mail.encoded(configuration, in: context))
            } catch {
                return .failure(error)
            }
        }
        guard mail.isLaborious(configuration) else { return compose() }
        // A connection's own thread has better things to do.
        return await withTaskExecutorPreference(globalConcurrentExecutor) { compose() }
    }

    private func send(
        _ mail: OutgoingMail,
        _ composed: Result<EncodedMail, MailError>?,
        before next: EncodedMail?,
        over connection: any MailConnection,
        rule: FailureRule,
        progress: inout Progress
    ) async throws {
        var operation = MailOperation("send_message_item", ofKind: .client, telemetry)
        defer { operation.end() }
        operation.set(mail.attributes(recordingAddresses: configuration.recordsAddresses))
        operation.set(connection.attributes)

        let result: DeliveryResult
        if mail.hasRecipients {
            let composed = if let composed { composed } else { await compose(mail, in: operation.context) }
            result = await deliver(composed, before: next, over: connection, within: operation)
        } else {
            result = DeliveryResult(outcome: .skipped)
        }
        operation.set(result.attributes(recordingAddresses: configuration.recordsAddresses))
        let error = rule.failure(of: result)
        telemetry.count(result, error)
        if let error {
            operation.fail(error)
            if rule.mustThrow(error) {
                progress.isReported = true
                throw error
            }
        }
        progress.add(result)
    }

    private func deliver(
        _ mail: Result<EncodedMail, MailError>,
        before next: EncodedMail?,
        over connection: any MailConnection,
        within operation: MailOperation
    ) async -> DeliveryResult {
        var result = DeliveryResult(outcome: .failed)
        do {
            let mail = try mail.get()
            defer {
                // A transport need not say what is known anyway.
                result.messageID = result.messageID ?? mail.messageID
                if result.size == 0 { result.size = mail.size }
            }
            result = try await operation.within { try await connection.deliver(mail, before: next) }
        } catch {
            result.error = error
        }
        return result
    }
}

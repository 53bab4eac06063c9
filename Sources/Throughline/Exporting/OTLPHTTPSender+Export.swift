import OTLP

extension OTLPHTTPSender {
    /// Sends a request, and reads what the answer says of it.
    ///
    /// - Parameters:
    ///   - count: The number of records in it. Where there is none, nothing is sent.
    ///   - answer: What the collector answers with.
    ///   - request: An `Export…ServiceRequest` in an encoding.
    func export<Answer: ExportServiceResponse>(
        count: Int,
        answer: Answer.Type,
        request: (Configuration.Encoding) throws -> [UInt8]
    ) async -> ExportOutcome {
        guard count > 0 else { return .success }
        let body: [UInt8]
        do {
            body = try request(encoding)
        } catch {
            return .failure(reason: "the \(signal.records) cannot be encoded: \(error)")
        }
        return switch await send(body) {
        case .accepted(let body, let isJSON): outcome(of: count, answer: Answer.self, body: body, isJSON: isJSON)
        case .refused(let reason): .failure(reason: reason)
        case .undelivered(let reason): .retryable(reason: reason)
        }
    }

    /// The request has been accepted: what the answer says can only take back a part of that.
    private func outcome<Answer: ExportServiceResponse>(
        of count: Int,
        answer: Answer.Type,
        body: [UInt8],
        isJSON: Bool
    ) -> ExportOutcome {
        let answer: Answer
        do {
            answer = isJSON ? try Answer(json: body) : try Answer(protobuf: body)
        } catch {
            diagnostics.warning(
                "\(signal): unreadable answer",
                "The collector accepted \(signal.records) with an answer that is not OTLP. Is it a collector? \(error)"
            )
            return .success
        }
        guard let reservation = answer.reservation else { return .success }
        return .partialSuccess(
            rejected: Int(clamping: min(max(reservation.rejected, 0), Int64(count))),
            message: reservation.message.printable(limit: 256)
        )
    }
}

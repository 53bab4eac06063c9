import OTLP

extension OTLPHTTPSender {
    /// Sends a request, and reads what the answer says of it.
    ///
    /// - Parameters:
    ///   - request: An `Export…ServiceRequest` in protobuf's wire format.
    ///   - count: The number of records in it. Where there is none, nothing is sent.
    ///   - answer: What the collector answers with.
    func export<Answer: ExportServiceResponse>(
        _ request: [UInt8],
        count: Int,
        answer: Answer.Type
    ) async -> ExportOutcome {
        guard count > 0 else { return .success }
        return switch await send(request) {
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

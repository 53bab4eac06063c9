import HTTPTypes
import Hummingbird
import OTLP
import Synchronization

/// Answers the requests of OTLP/HTTP.
final class ReceiverResponder: Sendable {
    private let store: TelemetryStore
    private let configuration: Viewer.Configuration
    private let forwarder: Forwarder?
    private let counts = Mutex(Viewer.Statistics())
    private let requestsInProgress = Atomic(0)

    /// - Parameter forwarder: gets what is accepted.
    init(store: TelemetryStore, configuration: Viewer.Configuration, forwarder: Forwarder?) {
        self.store = store
        self.configuration = configuration
        self.forwarder = forwarder
    }

    var statistics: Viewer.Statistics {
        counts.withLock { $0 }
    }

    func respond(to request: Request) async throws -> Response {
        // An error is for people to read as long as the sender has not said otherwise.
        let encoding = WireEncoding(contentType: request.headers[.contentType])
        var response: Response
        do {
            response = try await accept(request, encoding: encoding)
        } catch let refusal as Refusal {
            counts.withLock { $0.refusedRequests += 1 }
            let status = RPCStatus(code: refusal.code, message: refusal.message)
            response = answer(refusal.status, status, encoding: encoding ?? .json)
            response.headers.append(contentsOf: refusal.headers)
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func accept(_ request: Request, encoding: WireEncoding?) async throws -> Response {
        guard let signal = Signal(rawValue: request.uri.path) else { throw Refusal.unknownPath }
        guard request.method == .post else { throw Refusal.unsupportedMethod }
        guard let encoding else { throw Refusal.unsupportedType }
        let codings = try ContentCoding.list(request.headers[values: .contentEncoding])

        // From here on a request takes memory.
        defer { requestsInProgress.subtract(1, ordering: .releasing) }
        guard requestsInProgress.add(1, ordering: .acquiring).oldValue < configuration.maxConcurrentRequests else {
            throw Refusal.busy
        }
        var body = try await read(request)
        for coding in codings.reversed() {
            body = try coding.decode(body, limit: configuration.maxDecompressedSize)
        }
        let response =
            switch signal {
            case .traces: try await acceptTraces(body, encoding: encoding)
            case .metrics: try await acceptMetrics(body, encoding: encoding)
            case .logs: try await acceptLogs(body, encoding: encoding)
            }
        if request.headers[.throughlineForwarded] == nil { forwarder?.submit(body, signal, encoding) }
        return response
    }

    /// Reads the body up to the limit. Of one that is larger, Hummingbird takes the rest from the connection and drops it
    /// after the answer, so that the connection serves the next request, and a sender that writes all before it reads
    /// sees the answer too.
    private func read(_ request: Request) async throws -> [UInt8] {
        let limit = configuration.maxBodySize
        let refusal = Refusal.tooLarge("The body is larger than \(limit) bytes.")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw refusal }
        var body: [UInt8] = []
        for try await piece in request.body {
            guard body.count + piece.readableBytes <= limit else { throw refusal }
            body.append(contentsOf: piece.readableBytesView)
        }
        return body
    }

    private func decode<M: Message>(_ type: M.Type, from body: [UInt8], encoding: WireEncoding) throws(Refusal) -> M {
        do {
            let limits = DecodingLimits(maxBytes: configuration.maxDecompressedSize)
            return try encoding.decode(type, from: body, limits: limits)
        } catch {
            switch error {
            case .tooLarge, .tooMuchMemory: throw .tooLarge("The request is too large: \(error).")
            default: throw .malformed("The request cannot be read: \(error).")
            }
        }
    }

    private func answer(_ status: HTTPResponse.Status, _ message: some Message, encoding: WireEncoding) -> Response {
        // Only a message that is nested too deeply cannot be written, and none of ours is.
        let bytes = (try? encoding.encode(message)) ?? []
        return Response(
            status: status,
            headers: [.contentType: encoding.rawValue],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension ReceiverResponder {
    private func acceptTraces(_ body: [UInt8], encoding: WireEncoding) async throws(Refusal) -> Response {
        let request = try decode(ExportTraceServiceRequest.self, from: body, encoding: encoding)
        let insertion = await store.insert(request.resourceSpans)
        counts.withLock { $0.spans += insertion.accepted }
        var response = ExportTraceServiceResponse()
        if insertion.rejectedCount > 0 {
            let reasons = SpanRejection.allCases.compactMap { reason in
                insertion.rejected[reason].map { "\($0) because \(reason)" }
            }
            response.partialSuccess = ExportTracePartialSuccess(
                rejectedSpans: Int64(insertion.rejectedCount),
                errorMessage: "Spans were rejected: \(reasons.joined(separator: "; "))."
            )
        }
        return answer(.ok, response, encoding: encoding)
    }

    private func acceptMetrics(_ body: [UInt8], encoding: WireEncoding) async throws(Refusal) -> Response {
        let request = try decode(ExportMetricsServiceRequest.self, from: body, encoding: encoding)
        let insertion = await store.insert(request.resourceMetrics)
        counts.withLock { $0.dataPoints += insertion.accepted }
        var response = ExportMetricsServiceResponse()
        if insertion.rejectedCount > 0 {
            let reasons = MetricRejection.allCases.compactMap { reason in
                insertion.rejected[reason].map { "\($0) because \(reason)" }
            }
            response.partialSuccess = ExportMetricsPartialSuccess(
                rejectedDataPoints: Int64(insertion.rejectedCount),
                errorMessage: "Data points were rejected: \(reasons.joined(separator: "; "))."
            )
        }
        return answer(.ok, response, encoding: encoding)
    }

    private func acceptLogs(_ body: [UInt8], encoding: WireEncoding) async throws(Refusal) -> Response {
        let request = try decode(ExportLogsServiceRequest.self, from: body, encoding: encoding)
        let insertion = await store.insert(request.resourceLogs)
        counts.withLock { $0.logRecords += insertion.accepted }
        var response = ExportLogsServiceResponse()
        if insertion.rejectedCount > 0 {
            let reasons = LogRejection.allCases.compactMap { reason in
                insertion.rejected[reason].map { "\($0) because \(reason)" }
            }
            response.partialSuccess = ExportLogsPartialSuccess(
                rejectedLogRecords: Int64(insertion.rejectedCount),
                errorMessage: "Log records were rejected: \(reasons.joined(separator: "; "))."
            )
        }
        return answer(.ok, response, encoding: encoding)
    }
}

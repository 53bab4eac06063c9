import AsyncHTTPClient
import Gzip
import NIOCore
import NIOHTTP1
import OTLP
import Synchronization
import WireText

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Brings the request bodies of one signal to one address by HTTP, and tries again where that may help.
///
/// Source: [OTLP/HTTP](https://opentelemetry.io/docs/specs/otlp/#otlphttp).
final class OTLPHTTPSender: Sendable {
    /// What became of a request.
    enum Delivery: Sendable {
        /// It was accepted. The body is the collector's answer.
        case accepted(body: [UInt8], isJSON: Bool)
        /// It was refused, or would be: sending it again is no use.
        case refused(String)
        /// It did not arrive, and may do so later.
        case undelivered(String)
    }

    /// What of the world a test wants to decide itself.
    struct Surroundings: Sendable {
        /// Pauses and time limits.
        var clock: any Clock<Duration> = AlarmClock()
        /// A random number from 0 to 1.
        var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }
        /// The seconds since 1970.
        var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    }

    let signal: Signal
    private let settings: Configuration.OTLP
    private let url: String
    private let headers: HTTPHeaders
    private let client: CollectorClient
    let diagnostics: Diagnostics
    private let surroundings: Surroundings
    private let uptime: Stopwatch
    private let state = Mutex(State())

    private struct State {
        var isShutDown = false
        /// The uptime before which the collector does not want to hear from us.
        var silentUntil = Duration.zero
    }

    /// - Parameters:
    ///   - settings: How to reach the collector.
    ///   - signal: What is sent: it decides the path, `v1/traces`.
    ///   - diagnostics: What is told of trouble that is not part of a delivery.
    ///   - surroundings: The clock and the dice.
    init(
        _ settings: Configuration.OTLP,
        signal: Signal,
        diagnostics: Diagnostics,
        surroundings: Surroundings = Surroundings()
    ) {
        self.signal = signal
        self.settings = settings
        self.diagnostics = diagnostics
        self.surroundings = surroundings
        uptime = Stopwatch(surroundings.clock)
        headers = Self.headers(for: settings)
        if let url = settings.endpoint.url(for: signal.path) {
            self.url = url
        } else {
            url = Endpoint.default.url(for: signal.path) ?? ""
            diagnostics.warning(
                "\(signal): endpoint",
                "The OTLP endpoint is not an http or https address; \(url) is used"
            )
        }

        client = CollectorClient(files: settings.tls, timeout: settings.timeout) { problem in
            diagnostics.warning("\(signal): certificates", problem)
        }
    }

    /// How messages are to be written.
    var encoding: Configuration.Encoding { settings.encoding }

    /// Sends a message, for ``Configuration/OTLP/timeout`` at most, all attempts and pauses together.
    ///
    /// It never waits for something that cannot come any more: a pause that is longer than the time left ends it. It
    /// also ends as soon as the task is cancelled.
    func send(_ message: [UInt8]) async -> Delivery {
        guard !isShutDown else { return .refused("the exporter is shut down") }
        let request: HTTPClientRequest
        switch prepare(message) {
        case .ready(let prepared): request = prepared
        case .tooLarge(let reason): return .refused(reason)
        }
        let progress = Progress(.undelivered("\(settings.endpoint): no answer within \(settings.timeout)"))
        return await withTaskGroup(of: Delivery?.self) { group in
            group.addTask { await self.deliver(request, noting: progress) }
            group.addTask {
                try? await self.surroundings.clock.sleep(for: self.settings.timeout)
                return nil
            }
            let delivery = await group.next() ?? nil
            group.cancelAll()
            return delivery ?? progress.delivery
        }
    }

    private var isShutDown: Bool { state.withLock { $0.isShutDown } }

    /// Closes all connections. Requests that are under way fail.
    func shutdown() async {
        let isFirst = state.withLock { state in
            defer { state.isShutDown = true }
            return !state.isShutDown
        }
        guard isFirst else { return }
        await client.shutdown()
    }
}

// MARK: - Requests

extension OTLPHTTPSender {
    private enum Preparation {
        case ready(HTTPClientRequest)
        case tooLarge(String)
    }

    private static func headers(for settings: Configuration.OTLP) -> HTTPHeaders {
        let product = "OTel-OTLP-Exporter-Swift/\(SDK.version)"
        var headers: HTTPHeaders = [
            "Content-Type": settings.encoding == .json ? "application/json" : "application/x-protobuf",
            "User-Agent": settings.userAgentProduct.map { "\($0) \(product)" } ?? product,
        ]
        for (name, value) in settings.headers {
            headers.replaceOrAdd(name: name, value: value)
        }
        return headers
    }

    private func prepare(_ message: [UInt8]) -> Preparation {
        let limit = settings.maxRequestSize
        guard message.count <= limit else {
            return .tooLarge("the request has \(message.count) bytes, more than the \(limit) allowed")
        }
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = headers
        guard let format = settings.compression.format, let compressed = compress(message, as: format) else {
            request.body = .bytes(ByteBuffer(bytes: message))
            return .ready(request)
        }
        guard compressed.count <= limit else {
            return .tooLarge("the compressed request has \(compressed.count) bytes, more than the \(limit) allowed")
        }
        request.headers.add(name: "Content-Encoding", value: settings.compression.rawValue)
        request.body = .bytes(ByteBuffer(bytes: compressed))
        return .ready(request)
    }

    /// `nil` if it cannot be compressed. It is then sent as it is, rather than lost.
    private func compress(_ message: [UInt8], as format: Gzip.Format) -> [UInt8]? {
        do {
            return try Gzip.compress(message, as: format)
        } catch {
            let text = "A request could not be compressed, and is sent as it is: \(error)"
            diagnostics.warning("\(signal): compression", text)
            return nil
        }
    }
}

// MARK: - Attempts

extension OTLPHTTPSender {
    /// What is known of a delivery at the moment when its time is over.
    private final class Progress: Sendable {
        private let latest: Mutex<Delivery>

        init(_ delivery: Delivery) {
            latest = Mutex(delivery)
        }

        var delivery: Delivery { latest.withLock { $0 } }

        func note(_ delivery: Delivery) {
            latest.withLock { $0 = delivery }
        }
    }

    private enum Attempt {
        case settled(Delivery)
        case failed(String, retryAfter: Duration? = nil)
        /// The headers of a ``HeaderProvider`` were not taken.
        case unauthorized(String)
    }

    /// Tries until it is settled, or until another attempt is not allowed or has no time left.
    private func deliver(_ request: HTTPClientRequest, noting progress: Progress) async -> Delivery {
        let stopwatch = Stopwatch(surroundings.clock)
        let silence = state.withLock { $0.silentUntil } - uptime.elapsed
        if silence > .zero {
            let reason = "\(settings.endpoint): asked to be left alone for another \(silence)"
            guard silence < settings.timeout, await pause(for: silence) else { return .undelivered(reason) }
        }
        var attempts = 0
        var isRefreshed = false
        while true {
            attempts += 1
            switch await attempt(request, noting: progress) {
            case .settled(let delivery):
                return delivery
            case .unauthorized(let reason):
                guard !isRefreshed else { return .refused(reason) }
                isRefreshed = true
                settings.headerProvider?.forget()
            case .failed(let reason, let retryAfter):
                progress.note(.undelivered(reason))
                let pause = settings.retry.pause(
                    afterAttempt: attempts,
                    jitter: surroundings.jitter(),
                    retryAfter: retryAfter
                )
                guard attempts < settings.retry.maxAttempts,
                    pause < settings.timeout - stopwatch.elapsed,
                    await self.pause(for: pause)
                else { return .undelivered(reason) }
            }
        }
    }

    /// Whether the pause went by undisturbed.
    private func pause(for duration: Duration) async -> Bool {
        do {
            try await surroundings.clock.sleep(for: duration)
            return !isShutDown
        } catch {
            return false
        }
    }

    private func attempt(_ request: HTTPClientRequest, noting progress: Progress) async -> Attempt {
        var request = request
        if let provider = settings.headerProvider {
            do {
                for (name, value) in try await provider.headers() {
                    request.headers.replaceOrAdd(name: name, value: value)
                }
            } catch {
                return .failed("\(settings.endpoint): its headers could not be provided: \(type(of: error))")
            }
        }
        let response: HTTPClientResponse
        do {
            // The time limit is kept by `send`; AsyncHTTPClient wants one of its own.
            response = try await client.current.execute(request, deadline: .now() + .hours(2))
        } catch {
            let reason = "\(settings.endpoint): \(TransportFailure.description(of: error))"
            return TransportFailure.isPermanent(error) ? .settled(.refused(reason)) : .failed(reason)
        }
        let status = "\(settings.endpoint): HTTP \(response.status.code)"
        switch response.status.code {
        case 200..<300:
            progress.note(.undelivered("\(status), but no end of the answer within \(settings.timeout)"))
            return await accept(response, status: status)
        case 429, 502, 503, 504:
            let retryAfter = response.headers.first(name: "Retry-After").flatMap {
                RetryAfter.delay($0, now: surroundings.now())
            }
            progress.note(.undelivered(status))
            keepSilent(for: retryAfter ?? .zero)
            return .failed(status + (await explanation(in: response)), retryAfter: retryAfter)
        case 300..<400:
            return .settled(.refused("\(status): redirects are not followed"))
        case 401 where settings.headerProvider != nil:
            return .unauthorized(status + (await explanation(in: response)))
        default:
            progress.note(.refused(status))
            return .settled(.refused(status + (await explanation(in: response))))
        }
    }

    /// Remembers for the next messages what the collector has asked for.
    private func keepSilent(for duration: Duration) {
        let until = uptime.elapsed + min(duration, RetryPolicy.longestRetryAfter)
        state.withLock { $0.silentUntil = max($0.silentUntil, until) }
    }
}

// MARK: - Answers

extension OTLPHTTPSender {
    private func accept(_ response: HTTPClientResponse, status: String) async -> Attempt {
        do {
            let body = try await response.body.collect(upTo: settings.maxResponseSize)
            return .settled(.accepted(body: Array(body.readableBytesView), isJSON: response.isJSON))
        } catch is NIOTooManyBytesError {
            return .settled(.refused("\(status), and an answer of more than \(settings.maxResponseSize) bytes"))
        } catch {
            return .failed("\(status), but the answer broke off: \(TransportFailure.description(of: error))")
        }
    }

    /// What the body of a refusal says: a `google.rpc.Status`, or plain text. Empty if it says nothing.
    private func explanation(in response: HTTPClientResponse) async -> String {
        let limit = min(settings.maxResponseSize, 64 << 10)
        guard let body = try? await response.body.collect(upTo: limit), body.readableBytes > 0 else { return "" }
        let bytes = Array(body.readableBytesView)
        let text: String? =
            if response.isJSON {
                (try? RPCStatus(json: bytes))?.message
            } else if response.hasMediaType("application/x-protobuf") {
                (try? RPCStatus(protobuf: bytes))?.message
            } else if response.hasMediaType("text/plain") {
                String(decoding: bytes, as: UTF8.self)
            } else {
                nil
            }
        guard let text, !text.isEmpty else { return "" }
        return ": \(settings.headers.masked(in: text).printable(limit: 256))"
    }
}

extension Configuration.Compression {
    fileprivate var format: Gzip.Format? {
        switch self {
        case .none: nil
        case .gzip: .gzip
        case .deflate: .zlib
        }
    }
}

extension HTTPClientResponse {
    /// Whether the content type is a media type, whatever parameters it has.
    fileprivate func hasMediaType(_ mediaType: String) -> Bool {
        guard let field = headers.first(name: "Content-Type") else { return false }
        let essence = field.utf8.prefix { $0 != UInt8(ascii: ";") }.trimmingOptionalWhitespace()
        return String(Substring(essence)).lowercased() == mediaType
    }

    fileprivate var isJSON: Bool { hasMediaType("application/json") }
}

import AsyncHTTPClient
import Foundation
import Gzip
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import WireText

/// Sends what a viewer has accepted on to another endpoint, as it came, so that the viewer can stand before a real backend.
///
/// What waits is bounded: when there is too much of it, the newest is left out, and counted. A request that fails for a passing
/// reason is sent again as OTLP says, for five minutes at most.
final class Forwarder: Sendable {
    /// What has become of the requests.
    struct Statistics: Hashable, Sendable {
        var sent = 0
        /// For want of room.
        var dropped = 0
        /// Refused, or not taken for too long.
        var failed = 0
    }

    private struct Parcel: Sendable {
        let signal: Signal
        let encoding: WireEncoding
        let body: [UInt8]
    }

    private struct State {
        var waiting: [Parcel] = []
        var waitingBytes = 0
        var isClosed = false
        var statistics = Statistics()
    }

    private let target: ForwardingTarget
    private let logger: Logger
    private let maxBytes: Int
    private let retry: Retry
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let ended = AsyncStream.makeStream(of: Never.self)

    /// When a request is sent again.
    struct Retry: Hashable, Sendable {
        var firstPause: Duration = .seconds(1)
        var longestPause: Duration = .seconds(30)
        var giveUpAfter: Duration = .seconds(300)
    }

    init(target: ForwardingTarget, logger: Logger, maxBytes: Int = 64 << 20, retry: Retry = Retry()) {
        self.target = target
        self.logger = logger
        self.maxBytes = maxBytes
        self.retry = retry
        (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    var statistics: Statistics { state.withLock { $0.statistics } }

    /// Takes a request's body, without its compression. Never waits.
    func submit(_ body: [UInt8], _ signal: Signal, _ encoding: WireEncoding) {
        state.withLock { state in
            guard !state.isClosed, state.waitingBytes + body.count <= maxBytes else {
                state.statistics.dropped += 1
                return
            }
            state.waiting.append(Parcel(signal: signal, encoding: encoding, body: body))
            state.waitingBytes += body.count
        }
        continuation.yield()
    }

    /// Takes nothing more; what waits is still sent.
    func finish() {
        state.withLock { $0.isClosed = true }
        continuation.finish()
    }

    /// Sends until ``finish()`` and all that waits is sent, or until the task is cancelled.
    func run() async throws {
        defer { ended.continuation.finish() }
        var configuration = HTTPClient.Configuration()
        // An application's own traces do not begin here.
        configuration.tracing.tracer = nil
        configuration.redirectConfiguration = .disallow
        try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            for await _ in signals { await sendAll(with: client) }
            await sendAll(with: client)
        }
    }

    /// Waits until nothing waits any more, at most for so long.
    func wait(atMost time: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [ended] in for await _ in ended.stream {} }
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
    }

    private func sendAll(with client: HTTPClient) async {
        while !Task.isCancelled {
            let parcels = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            guard !parcels.isEmpty else { return }
            for parcel in parcels {
                let hasArrived = await send(parcel, with: client)
                state.withLock { state in
                    state.waitingBytes -= parcel.body.count
                    if hasArrived { state.statistics.sent += 1 } else { state.statistics.failed += 1 }
                }
            }
        }
    }

    private func send(_ parcel: Parcel, with client: HTTPClient) async -> Bool {
        guard let body = try? Gzip.compress(parcel.body) else { return false }
        var request = HTTPClientRequest(url: target.url(of: parcel.signal))
        request.method = .POST
        for (name, value) in target.headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.headers.replaceOrAdd(name: "Content-Type", value: parcel.encoding.rawValue)
        request.headers.replaceOrAdd(name: "Content-Encoding", value: "gzip")
        request.headers.replaceOrAdd(name: ForwardingTarget.mark, value: "1")
        request.body = .bytes(body)

        let deadline = ContinuousClock.now.advanced(by: retry.giveUpAfter)
        var pause = retry.firstPause
        while !Task.isCancelled {
            var wait = pause
            do {
                let response = try await client.execute(request, timeout: .seconds(30))
                for try await _ in response.body {}
                if (200..<300).contains(response.status.code) { return true }
                guard [429, 502, 503, 504].contains(response.status.code) else {
                    logger.warning("Telemetry was not forwarded: the answer was \(response.status.code).")
                    return false
                }
                let now = Int64(Date().timeIntervalSince1970)
                if let asked = response.headers.first(name: "Retry-After").flatMap({ RetryAfter.delay($0, now: now) }) {
                    wait = asked
                }
            } catch {
                // The endpoint may come back. What went wrong may name what is secret.
            }
            guard ContinuousClock.now.advanced(by: wait) < deadline else {
                logger.warning("Telemetry was not forwarded: the endpoint has not taken it for too long.")
                return false
            }
            try? await Task.sleep(for: wait)
            pause = min(pause * 2, retry.longestPause)
        }
        return false
    }
}

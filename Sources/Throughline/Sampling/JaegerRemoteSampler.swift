import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization
import WireText

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Samples as a Jaeger agent or collector says, which is asked for it again and again, over HTTP.
///
/// Until it has answered, and while it does not, another sampler decides, or what it said last.
///
/// ```swift
/// configuration.traces.sampler = .parentBased(root: .jaegerRemote(endpoint: "http://jaeger:5778"))
/// ```
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/sdk/#jaegerremotesampler
public final class JaegerRemoteSampler: Sampler, RemoteSampler {
    private let endpoint: Endpoint
    private let pollingInterval: Duration
    private let current: Mutex<any Sampler>
    private let polling = Mutex<Task<Void, Never>?>(nil)
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - endpoint: Where Jaeger says how to sample; `/sampling` where it has no path.
    ///   - pollingInterval: How long an answer holds.
    ///   - initial: Decides until the first answer.
    public convenience init(
        endpoint: Endpoint = defaultEndpoint,
        pollingInterval: Duration = .seconds(60),
        initial: any Sampler = .traceIDRatio(0.001)
    ) {
        self.init(endpoint: endpoint, pollingInterval: pollingInterval, initial: initial, clock: AlarmClock())
    }

    init(endpoint: Endpoint, pollingInterval: Duration, initial: any Sampler, clock: any Clock<Duration>) {
        self.endpoint = endpoint
        self.pollingInterval = max(pollingInterval, .milliseconds(1))
        self.clock = clock
        current = Mutex(initial)
    }

    /// `http://localhost:5778/sampling`, where Jaeger listens by itself.
    public static let defaultEndpoint = Endpoint.base("http://localhost:5778")

    public func sample(_ candidate: SpanCandidate) -> SamplingResult {
        current.withLock { $0 }.sample(candidate)
    }

    public var description: String { "JaegerRemote{\(endpoint),\(current.withLock { $0 })}" }

    func start(service: String, diagnostics: Diagnostics) {
        guard let url = url(for: service) else {
            diagnostics.warning("sampler", "The address of the remote sampler is not an http or https address")
            return
        }
        polling.withLock { polling in
            guard polling == nil else { return }
            // It ends soon after the sampler has gone, if nobody has stopped it.
            polling = Task.detached(executorPreference: ExportExecutor(label: "throughline.sampler")) {
                [weak self, clock, pollingInterval] in
                let server = JaegerServer(url: url)
                var last: JaegerStrategy?
                repeat {
                    do throws(JaegerServer.Failure) {
                        let strategy = try await server.strategy()
                        if strategy != last { self?.follow(strategy, diagnostics) }
                        last = strategy
                    } catch {
                        guard !Task.isCancelled else { break }
                        diagnostics.warning("sampler", "\(url) does not say how to sample: \(error.reason)")
                    }
                    guard (try? await clock.sleep(for: pollingInterval)) != nil else { break }
                } while self != nil
                await server.shutdown()
            }
        }
    }

    private func follow(_ strategy: JaegerStrategy, _ diagnostics: Diagnostics) {
        guard let sampler = strategy.sampler else {
            diagnostics.warning("sampler", "\(endpoint) names no way to sample that is known")
            return
        }
        current.withLock { $0 = sampler }
    }

    func shutdown() async {
        let polling = polling.withLock { $0 }
        polling?.cancel()
        await polling?.value
    }

    /// The address with the service's name.
    private func url(for service: String) -> String? {
        guard let text = endpoint.url(for: ""), var components = URLComponents(string: text) else { return nil }
        if components.percentEncodedPath.last == "/" { components.percentEncodedPath.removeLast() }
        if components.percentEncodedPath.isEmpty { components.percentEncodedPath = "/sampling" }
        components.percentEncodedQueryItems = [
            URLQueryItem(name: "service", value: PercentEncoding.encode(service, allowing: \.isUnreserved))
        ]
        return components.string
    }
}

extension Sampler where Self == JaegerRemoteSampler {
    /// Samples as a Jaeger agent or collector says.
    ///
    /// - Parameters:
    ///   - endpoint: Where it says how; `/sampling` where it has no path.
    ///   - pollingInterval: How long an answer holds.
    ///   - initial: Decides until the first answer.
    public static func jaegerRemote(
        endpoint: Endpoint = JaegerRemoteSampler.defaultEndpoint,
        pollingInterval: Duration = .seconds(60),
        initial: any Sampler = .traceIDRatio(0.001)
    ) -> Self {
        JaegerRemoteSampler(endpoint: endpoint, pollingInterval: pollingInterval, initial: initial)
    }
}

/// Whoever is asked how to sample.
private struct JaegerServer {
    struct Failure: Error {
        let reason: String
    }

    private let url: String
    private let client: HTTPClient

    init(url: String) {
        self.url = url
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.tracing.tracer = nil  // or asking how to sample would be sampled
        configuration.timeout.connect = .seconds(5)
        client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    func strategy() async throws(Failure) -> JaegerStrategy {
        do {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
            guard response.status.code == 200 else { throw Failure(reason: "HTTP \(response.status.code)") }
            let body = try await response.body.collect(upTo: 1 << 20)
            return try JSONDecoder().decode(JaegerStrategy.self, from: Data(body.readableBytesView))
        } catch let failure as Failure {
            throw failure
        } catch is DecodingError {
            throw Failure(reason: "its answer is not a sampling strategy")
        } catch {
            throw Failure(reason: TransportFailure.description(of: error))
        }
    }

    func shutdown() async { try? await client.shutdown() }
}

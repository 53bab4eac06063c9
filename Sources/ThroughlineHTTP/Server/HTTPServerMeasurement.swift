import MetricRecording
import SemanticConventions
import SpanRecording
import Tracing

/// What the metrics of HTTP servers hold of one request.
///
/// It is measured whether or not the request's span is recorded, and whether or not there is a tracing backend at all.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-server (v1.44)
final class HTTPServerMeasurement: Sendable {
    private let start = ContinuousClock.now
    private let method: String
    private let scheme: URLScheme
    private let protocolVersion: String?
    private let active: UpDownCounter.Series?

    /// Whether somebody collects metrics.
    static var isEnabled: Bool { requestDuration.isEnabled }

    /// The request begins.
    init(method: String, scheme: URLScheme, protocolVersion: String?) {
        self.method = method
        self.scheme = scheme
        self.protocolVersion = protocolVersion
        active = activeRequests.series(["http.request.method": .string(method), "url.scheme": .string(scheme.rawValue)])
        active?.add(1)
    }

    /// The request is over.
    ///
    /// - Parameter context: The request's span, where it is recorded: a measurement may be kept as an example that leads to it.
    func end(
        of context: InstrumentationContext?,
        route: String?,
        status: Int?,
        errorType: String?,
        received: Int?,
        sent: Int?
    ) {
        let duration = ContinuousClock.now - start
        active?.add(-1)
        var attributes = Attributes(minimumCapacity: 6)
        attributes.append(unchecked: .httpRequestMethod, method)
        attributes.append(unchecked: .urlScheme, scheme.rawValue)
        if let route { attributes.append(unchecked: .httpRoute, route) }
        if let status { attributes.append(unchecked: .httpResponseStatusCode, status) }
        if let errorType { attributes.append(unchecked: .errorType, errorType) }
        if let protocolVersion { attributes.append(unchecked: .networkProtocolVersion, protocolVersion) }
        guard let context else { return record(duration, received: received, sent: sent, attributes) }
        InstrumentationContext.$current.withValue(context) {
            record(duration, received: received, sent: sent, attributes)
        }
    }

    private func record(_ duration: Duration, received: Int?, sent: Int?, _ attributes: Attributes) {
        requestDuration.record(duration, attributes: attributes)
        if let received { requestBodySize.record(received, attributes: attributes) }
        if let sent { responseBodySize.record(sent, attributes: attributes) }
    }
}

private let requestDuration = DurationHistogram(.httpServerRequestDuration)
private let activeRequests = UpDownCounter(.httpServerActiveRequests)
private let requestBodySize = Histogram(.httpServerRequestBodySize)
private let responseBodySize = Histogram(.httpServerResponseBodySize)

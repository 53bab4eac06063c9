import MetricRecording
import SemanticConventions
import SpanRecording

/// What the metrics say of one request that a client sends.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client (v1.44)
struct HTTPClientMeasurement: Sendable {
    /// How a request ended.
    struct Outcome: Sendable {
        var status: Int?
        var errorType: String?
        var protocolVersion: String?
        var requestBodySize: Int?
        var responseBodySize: Int?
    }

    /// Whether somebody collects metrics, and it is worth measuring.
    static var isEnabled: Bool { duration.isEnabled }

    private let attributes: Attributes
    private let active: UpDownCounter.Series?
    private let start = ContinuousClock.now

    /// Begins to measure.
    ///
    /// - Parameter attributes: What all the metrics have.
    init(_ attributes: Attributes) {
        self.attributes = attributes
        active = Self.activeRequests.series(attributes)
        active?.add(1)
    }

    func end(_ outcome: Outcome) {
        active?.add(-1)
        var attributes = attributes
        if let errorType = outcome.errorType { attributes.append(unchecked: .errorType, errorType) }
        if let status = outcome.status { attributes.append(unchecked: .httpResponseStatusCode, status) }
        if let version = outcome.protocolVersion { attributes.append(unchecked: .networkProtocolVersion, version) }
        Self.duration.record(start.duration(to: .now), attributes: attributes)
        if let size = outcome.requestBodySize { Self.requestBodySize.record(size, attributes: attributes) }
        if let size = outcome.responseBodySize { Self.responseBodySize.record(size, attributes: attributes) }
    }

    private static let duration = DurationHistogram(.httpClientRequestDuration)
    private static let activeRequests = UpDownCounter(.httpClientActiveRequests)
    private static let requestBodySize = Histogram(.httpClientRequestBodySize)
    private static let responseBodySize = Histogram(.httpClientResponseBodySize)
}

extension Telemetry {
    /// The metrics of now as Prometheus reads them, for a route of any framework.
    ///
    /// ```swift
    /// configuration.metrics.exporters.append(.prometheus)
    /// …
    /// let answer = await telemetry.prometheusMetrics(accept: request.headers["Accept"])
    /// ```
    ///
    /// ThroughlinePrometheus makes it a route of Hummingbird.
    ///
    /// - Parameter accept: The request's `Accept`, which says whether the client reads OpenMetrics.
    public func prometheusMetrics(accept: String? = nil) async -> PrometheusResponse {
        let format = PrometheusFormat(accept: accept)
        let diagnostics = diagnostics
        let text = PrometheusExposition.text(
            of: [await collectMetrics()],
            format: format,
            options: configuration.metrics.prometheus.options
        ) { diagnostics.warning($0, $1) }
        return PrometheusResponse(contentType: format.contentType, body: text)
    }
}

/// An answer to Prometheus.
public struct PrometheusResponse: Sendable, Hashable {
    /// The `Content-Type`.
    public var contentType: String
    public var body: String
}

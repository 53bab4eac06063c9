// HTTP: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ (v1.44; the two durations are stable)

extension MetricDescriptor {
    public static let httpServerRequestDuration = MetricDescriptor(
        name: "http.server.request.duration",
        unit: "s",
        description: "Duration of HTTP server requests.",
        instrument: .histogram(boundaries: durationBoundaries)
    )
    public static let httpServerActiveRequests = MetricDescriptor(
        name: "http.server.active_requests",
        unit: "{request}",
        description: "Number of active HTTP server requests.",
        instrument: .upDownCounter
    )
    public static let httpServerRequestBodySize = MetricDescriptor(
        name: "http.server.request.body.size",
        unit: "By",
        description: "Size of HTTP server request bodies.",
        instrument: .histogram(boundaries: nil)
    )
    public static let httpServerResponseBodySize = MetricDescriptor(
        name: "http.server.response.body.size",
        unit: "By",
        description: "Size of HTTP server response bodies.",
        instrument: .histogram(boundaries: nil)
    )
    public static let httpClientRequestDuration = MetricDescriptor(
        name: "http.client.request.duration",
        unit: "s",
        description: "Duration of HTTP client requests.",
        instrument: .histogram(boundaries: durationBoundaries)
    )
    public static let httpClientActiveRequests = MetricDescriptor(
        name: "http.client.active_requests",
        unit: "{request}",
        description: "Number of active HTTP requests.",
        instrument: .upDownCounter
    )
    public static let httpClientRequestBodySize = MetricDescriptor(
        name: "http.client.request.body.size",
        unit: "By",
        description: "Size of HTTP client request bodies.",
        instrument: .histogram(boundaries: nil)
    )
    public static let httpClientResponseBodySize = MetricDescriptor(
        name: "http.client.response.body.size",
        unit: "By",
        description: "Size of HTTP client response bodies.",
        instrument: .histogram(boundaries: nil)
    )

    static let http = [
        httpServerRequestDuration, httpServerActiveRequests, httpServerRequestBodySize, httpServerResponseBodySize,
        httpClientRequestDuration, httpClientActiveRequests, httpClientRequestBodySize, httpClientResponseBodySize,
    ]

    /// Seconds, as the convention advises.
    private static let durationBoundaries = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
}

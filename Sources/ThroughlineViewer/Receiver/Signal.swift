/// What a request brings, by its path (OTLP specification, "OTLP/HTTP Request").
enum Signal: String, CaseIterable {
    case traces = "/v1/traces"
    case metrics = "/v1/metrics"
    case logs = "/v1/logs"
}

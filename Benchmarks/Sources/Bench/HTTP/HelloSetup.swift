import ArgumentParser

/// What a request goes through beside its handler.
enum HelloSetup: String, CaseIterable, ExpressibleByArgument {
    /// No middleware.
    case plain
    /// A middleware that does nothing.
    case bystander
    /// `TelemetryMiddleware` in an application that has bootstrapped nothing.
    case noTracer = "no-tracer"
    /// `TelemetryMiddleware`, with a sampler that drops every span.
    case unsampled
    /// `TelemetryMiddleware`, with every span exported to a collector over OTLP/HTTP.
    case exported
    /// The same, and a metrics backend.
    case metered
    /// Hummingbird's own `TracingMiddleware`, with every span exported in the same way.
    case hummingbirdTracing = "hummingbird-tracing"
}

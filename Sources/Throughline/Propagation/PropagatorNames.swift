extension Configuration {
    /// The propagator of a name in `OTEL_PROPAGATORS` and in configuration files; `nil` if the name is not known.
    static func propagator(named name: String) -> (any Propagator)? {
        switch name {
        case "tracecontext": TraceContextPropagator()
        case "baggage": BaggagePropagator()
        case "b3": B3Propagator(.single)
        case "b3multi": B3Propagator(.multiple)
        case "jaeger": JaegerPropagator()
        case "xray": XRayPropagator()
        case "ottrace": OTTracePropagator()
        default: nil
        }
    }
}

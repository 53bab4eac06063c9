import Tracing

extension SpanContext {
    /// The span in a context, whichever tracing backend made it.
    ///
    /// A span of another backend is known by what that would tell another process: its `traceparent`.
    static func active(in context: InstrumentationContext) -> SpanContext? {
        guard !context.isEmpty else { return nil }
        if let spanContext = context.spanContext { return spanContext.isValid ? spanContext : nil }
        let instrument = InstrumentationSystem.instrument
        let type = type(of: instrument)
        guard type != NoOpInstrument.self, type != NoOpTracer.self, type != ThroughlineTracer.self else { return nil }
        var carrier: [String: String] = [:]
        instrument.inject(context, into: &carrier, using: CarrierFields())
        guard !carrier.isEmpty else { return nil }
        var extracted = InstrumentationContext.topLevel
        TraceContextPropagator().extract(carrier, into: &extracted, using: CarrierFields())
        return extracted.spanContext
    }

    /// The span of the current task.
    static var current: SpanContext? {
        InstrumentationContext.current.flatMap(active(in:))
    }
}

private struct CarrierFields: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key.lowercased()] = value
    }

    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

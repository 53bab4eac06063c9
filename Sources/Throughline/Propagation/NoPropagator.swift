public import Instrumentation

/// Propagates nothing (`OTEL_PROPAGATORS=none`): every process starts its own traces.
public struct NoPropagator: Propagator {
    public init() {}

    public var fields: [String] { [] }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {}

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {}
}

public import Instrumentation

/// Several propagators as one: each writes and reads its own fields, in order.
public struct CompositePropagator: Propagator {
    /// The propagators, in the order in which they run.
    public let propagators: [any Propagator]

    /// Combines propagators. An empty list propagates nothing.
    public init(_ propagators: [any Propagator]) {
        self.propagators = propagators
    }

    public var fields: [String] {
        propagators.reduce(into: []) { fields, propagator in
            for field in propagator.fields where !fields.contains(field) {
                fields.append(field)
            }
        }
    }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        for propagator in propagators {
            propagator.inject(context, into: &carrier, using: injector)
        }
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        for propagator in propagators {
            propagator.extract(carrier, into: &context, using: extractor)
        }
    }
}

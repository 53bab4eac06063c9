public import Instrumentation

/// Writes the context of a request into a carrier, and reads it back at the other end.
///
/// A carrier is anything that holds text by name: HTTP headers, the row of a job, the environment of a child
/// process. Propagators never throw: what is absent or malformed leaves the context as it was, so that a trace
/// starts anew and nothing else happens.
///
/// Source: [OpenTelemetry, Propagators API](https://opentelemetry.io/docs/specs/otel/context/api-propagators/).
public protocol Propagator: Sendable {
    /// The names of the fields that this propagator reads and writes, in lower case.
    var fields: [String] { get }

    /// Writes what this propagator carries from the context into the carrier.
    ///
    /// Nothing is written when the context holds nothing valid to write.
    func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C

    /// Reads what this propagator carries from the carrier into the context.
    ///
    /// The context stays untouched when the carrier holds nothing, or nothing valid.
    func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C
}

import Instrumentation

extension SQLComments {
    /// What is said with a statement that is run in a context; `nil` for nothing.
    func text(in context: InstrumentationContext) -> String? {
        var pairs: [String: String] = [:]
        if propagatesTrace {
            (propagator ?? InstrumentationSystem.instrument).inject(context, into: &pairs, using: PairsInjector())
        }
        // The caller's own words count for more than what a propagator happens to write.
        pairs.merge(tags) { _, tag in tag }
        return TraceComment.text(pairs)
    }
}

private struct PairsInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        // Baggage is the application's own, and can be anybody's name; a database's logs are read by others.
        guard key.lowercased() != "baggage" else { return }
        carrier[key] = value
    }
}

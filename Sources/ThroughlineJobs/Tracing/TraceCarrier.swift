import Tracing

/// The trace on its way through a row: what the configured propagators write, as far as it is reasonably small.
struct TraceCarrier: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key] = value
    }

    func extract(key: String, from carrier: [String: String]) -> String? {
        carrier[key]
    }

    static func carrier(of context: InstrumentationContext) -> [String: String] {
        var carrier: [String: String] = [:]
        InstrumentationSystem.instrument.inject(context, into: &carrier, using: TraceCarrier())
        return kept(of: carrier)
    }

    /// What of a carrier is small enough to go along.
    static func kept(of carrier: [String: String]) -> [String: String] {
        func size(_ pair: (key: String, value: String)) -> Int { pair.key.utf8.count + pair.value.utf8.count }
        var total = 0
        // The shortest first, so that baggage that is too long does not push the trace itself out.
        return carrier.sorted { (size($0), $0.key) < (size($1), $1.key) }.reduce(into: [:]) { kept, pair in
            guard total + size(pair) <= longest else { return }
            total += size(pair)
            kept[pair.key] = pair.value
        }
    }

    static func context(from carrier: [String: String]) -> InstrumentationContext {
        var context = InstrumentationContext.topLevel
        if !carrier.isEmpty { InstrumentationSystem.instrument.extract(carrier, into: &context, using: TraceCarrier()) }
        return context
    }
}

/// Twice what baggage may have (W3C Baggage, section 3.3.2), in bytes.
private let longest = 16_384

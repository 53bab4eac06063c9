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
        var size = 0
        return carrier.sorted { $0.key < $1.key }.reduce(into: [:]) { kept, pair in
            size += pair.key.utf8.count + pair.value.utf8.count
            if size <= longest { kept[pair.key] = pair.value }
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

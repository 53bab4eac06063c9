import Instrumentation
import Tracing

/// The header fields that lead from a mail to its trace.
///
/// Of what the tracing backend writes into any carrier, the names that are known to hold a trace's ids go along, and nothing
/// else. Baggage stays at home, under whatever name a backend writes it: a mail goes to strangers.
enum TraceHeaders {
    static func headers(
        for context: InstrumentationContext,
        by instrument: any Instrument = InstrumentationSystem.instrument
    ) -> [MailHeader] {
        var headers: [MailHeader] = []
        instrument.inject(context, into: &headers, using: HeaderInjector())
        return headers
    }

    /// W3C Trace Context, B3, Jaeger, AWS X-Ray, Google Cloud, Datadog, and the standard API's tracer for tests; in lower case.
    fileprivate static let names: Set<String> = [
        "traceparent", "tracestate", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled",
        "x-b3-flags", "uber-trace-id", "x-amzn-trace-id", "x-cloud-trace-context", "x-datadog-trace-id",
        "x-datadog-parent-id", "x-datadog-sampling-priority", "in-memory-trace-id", "in-memory-span-id",
    ]
}

private struct HeaderInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [MailHeader]) {
        guard TraceHeaders.names.contains(key.lowercased()), value.utf8.count <= 900,
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return }
        carrier.append(.encoded(key, value))
    }
}

import Instrumentation
import Tracing

/// The header fields that lead from a mail to its trace: what the tracing backend writes into any carrier, `traceparent` in
/// the first place. Baggage stays at home: a mail goes to strangers.
enum TraceHeaders {
    static func headers(for context: InstrumentationContext) -> [MailHeader] {
        var headers: [MailHeader] = []
        InstrumentationSystem.instrument.inject(context, into: &headers, using: HeaderInjector())
        return headers
    }
}

private struct HeaderInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [MailHeader]) {
        guard key.lowercased() != "baggage", !key.isEmpty, key.utf8.allSatisfy(ByteSet.token.contains),
            key.utf8.count <= 60,
            value.utf8.count <= 900, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return }
        carrier.append(.encoded(key, value))
    }
}

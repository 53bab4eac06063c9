public import Instrumentation

/// Carries the trace as Zipkin does: in one `b3` field, or in one `x-b3-…` field for each part.
///
/// Either way is read, the single field first; one is written. That a trace is to be debugged, which is more than sampled, is
/// passed on.
///
/// Sources: https://github.com/openzipkin/b3-propagation and
/// https://opentelemetry.io/docs/specs/otel/context/api-propagators/#b3-requirements
public struct B3Propagator: Propagator {
    /// How the trace is written.
    public enum Encoding: Sendable, Hashable {
        /// `b3: <trace>-<span>-<sampled>`.
        case single
        /// `x-b3-traceid`, `x-b3-spanid` and `x-b3-sampled`.
        case multiple
    }

    private let encoding: Encoding

    public init(_ encoding: Encoding = .single) {
        self.encoding = encoding
    }

    public var fields: [String] {
        switch encoding {
        case .single: [Self.single]
        case .multiple: [Self.traceID, Self.spanID, Self.sampled, Self.flags]
        }
    }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        guard let span = context.spanContext, span.isValid else { return }
        let isDebugged = context[DebugKey.self] == true
        let state = span.isSampled ? "1" : "0"
        switch encoding {
        case .single:
            let field = "\(span.traceID.hex)-\(span.spanID.hex)-\(isDebugged ? "d" : state)"
            injector.inject(field, forKey: Self.single, into: &carrier)
        case .multiple:
            injector.inject(span.traceID.hex, forKey: Self.traceID, into: &carrier)
            injector.inject(span.spanID.hex, forKey: Self.spanID, into: &carrier)
            // To be debugged means to be sampled, which is then not said a second time.
            if isDebugged {
                injector.inject("1", forKey: Self.flags, into: &carrier)
            } else {
                injector.inject(state, forKey: Self.sampled, into: &carrier)
            }
        }
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        guard
            let found = extractor.extract(key: Self.single, from: carrier).flatMap(Self.read)
                ?? Self.read(
                    traceID: extractor.extract(key: Self.traceID, from: carrier),
                    spanID: extractor.extract(key: Self.spanID, from: carrier),
                    state: extractor.extract(key: Self.flags, from: carrier) == "1"
                        ? "d" : extractor.extract(key: Self.sampled, from: carrier)
                )
        else { return }
        context.spanContext = found.span
        context[DebugKey.self] = found.isDebugged ? true : nil
    }

    private static let single = "b3"
    private static let traceID = "x-b3-traceid"
    private static let spanID = "x-b3-spanid"
    private static let sampled = "x-b3-sampled"
    private static let flags = "x-b3-flags"

    private enum DebugKey: InstrumentationContextKey {
        typealias Value = Bool
    }
}

extension B3Propagator {
    private typealias Found = (span: SpanContext, isDebugged: Bool)

    /// `{trace}-{span}[-{state}[-{parent}]]`. A state alone has no span to go on from.
    private static func read(_ field: String) -> Found? {
        guard field.utf8.count <= 128 else { return nil }
        let parts = field.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard (2...4).contains(parts.count) else { return nil }
        return read(traceID: parts[0], spanID: parts[1], state: parts.count > 2 ? parts[2] : nil)
    }

    private static func read(traceID: String?, spanID: String?, state: String?) -> Found? {
        guard let traceID, let spanID, traceID.utf8.count == 16 || traceID.utf8.count == 32,
            let trace = TraceID(padded: traceID), let span = SpanID(hex: spanID)
        else { return nil }
        let isDebugged = state == "d"
        // The earliest versions wrote words. Who says nothing leaves it to us; a span's context cannot say that, and it is as
        // in other SDKs not sampled.
        let isSampled = isDebugged || state == "1" || state == "true" || state == "True"
        guard let context = SpanContext(extracted: trace, span, isSampled: isSampled) else { return nil }
        return (context, isDebugged)
    }
}

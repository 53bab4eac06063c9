public import Instrumentation
import WireText

/// Carries the trace as AWS X-Ray does, in `x-amzn-trace-id: Root=1-<time>-<random>;Parent=<span>;Sampled=<0 or 1>`.
///
/// Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
public struct XRayPropagator: Propagator {
    public init() {}

    public var fields: [String] { [Self.field] }

    public func inject<C, I: Injector>(_ context: InstrumentationContext, into carrier: inout C, using injector: I)
    where I.Carrier == C {
        guard let span = context.spanContext, span.isValid else { return }
        let trace = span.traceID.hex
        let root = "1-\(trace.prefix(8))-\(trace.dropFirst(8))"
        let field = "Root=\(root);Parent=\(span.spanID.hex);Sampled=\(span.isSampled ? "1" : "0")"
        injector.inject(field, forKey: Self.field, into: &carrier)
    }

    public func extract<C, E: Extractor>(_ carrier: C, into context: inout InstrumentationContext, using extractor: E)
    where E.Carrier == C {
        guard let field = extractor.extract(key: Self.field, from: carrier), let span = Self.read(field) else { return }
        context.spanContext = span
    }

    private static let field = "x-amzn-trace-id"

    /// The parts may stand in any order, and others beside them.
    private static func read(_ field: String) -> SpanContext? {
        guard field.utf8.count <= 1024 else { return nil }
        var traceID: TraceID?
        var spanID: SpanID?
        var isSampled = false
        for part in field.utf8.split(separator: UInt8(ascii: ";")) {
            let part = Substring(part.trimmingOptionalWhitespace())
            if part.hasPrefix("Root=") {
                traceID = Self.traceID(part.dropFirst(5))
            } else if part.hasPrefix("Parent=") {
                spanID = SpanID(hex: part.dropFirst(7))
            } else if part.hasPrefix("Sampled=") {
                isSampled = part.dropFirst(8) == "1"
            }
        }
        guard let traceID, let spanID else { return nil }
        return SpanContext(extracted: traceID, spanID, isSampled: isSampled)
    }

    /// `1-<8 digits>-<24 digits>`.
    private static func traceID(_ root: Substring) -> TraceID? {
        let parts = root.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", parts[1].utf8.count == 8, parts[2].utf8.count == 24 else { return nil }
        return TraceID(hex: String(parts[1] + parts[2]))
    }
}

import OTLP
import Testing
import ThroughlineViewer

/// 2026-09-01T12:04:31.120Z.
let epoch: UInt64 = 1_788_264_271_120_000_000

let shopTrace = traceID(0x4B)

func traceID(_ number: UInt64) -> [UInt8] {
    bytes(0x4BF9_2F35_77B3_4DA6) + bytes(number)
}

func spanID(_ number: UInt64) -> [UInt8] {
    number == 0 ? [] : bytes(0xABC0_0000_0000_0000 | number)
}

private func bytes(_ number: UInt64) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian, Array.init)
}

/// A span by small numbers and milliseconds.
func span(
    _ number: UInt64,
    parent: UInt64 = 0,
    trace: [UInt8] = shopTrace,
    _ name: String = "work",
    kind: Span.Kind = .internal,
    at start: Double = 0,
    for duration: Double = 1,
    _ attributes: KeyValuePairs<String, AnyValue> = [:],
    events: [Span.Event] = [],
    links: [Span.Link] = [],
    error: String? = nil
) -> Span {
    Span(
        traceID: trace,
        spanID: spanID(number),
        parentSpanID: spanID(parent),
        name: name,
        kind: kind,
        startTimeUnixNano: instant(start),
        endTimeUnixNano: instant(start + duration),
        attributes: attributes.map { KeyValue(key: $0.key, value: $0.value) },
        events: events,
        links: links,
        status: error.map { Status(message: $0, code: .error) }
    )
}

func event(_ name: String, at time: Double, _ attributes: KeyValuePairs<String, AnyValue> = [:]) -> Span.Event {
    Span.Event(
        timeUnixNano: instant(time),
        name: name,
        attributes: attributes.map { KeyValue(key: $0.key, value: $0.value) }
    )
}

private func instant(_ milliseconds: Double) -> UInt64 {
    epoch.advanced(by: Int(milliseconds * 1_000_000))
}

func resourceSpans(_ spans: [Span]) -> ResourceSpans {
    resourceSpans("shop", spans)
}

func resourceSpans(_ service: String, _ spans: [Span]) -> ResourceSpans {
    ResourceSpans(
        resource: Resource(attributes: [KeyValue(key: "service.name", value: .string(service))]),
        scopeSpans: [ScopeSpans(scope: InstrumentationScope(name: "test"), spans: spans)]
    )
}

/// A trace as a store assembles it.
func makeTrace(_ groups: [ResourceSpans]) throws -> Trace {
    var spans: [Trace.Span] = []
    for group in groups {
        for scoped in group.scopeSpans {
            for span in scoped.spans {
                let resource = group.resource ?? Resource()
                spans.append(try Trace.Span(span, resource: resource, scope: scoped.scope ?? InstrumentationScope()))
            }
        }
    }
    let id = try #require(groups.first?.scopeSpans.first?.spans.first?.traceID)
    return Trace(id: try #require(Trace.ID(bytes: id)), spans: spans)
}

func makeTrace(_ spans: Span...) throws -> Trace {
    try makeTrace([resourceSpans("shop", spans)])
}

import OTLP
import SpanRecording
import Tracing

@testable import Throughline

/// A telemetry of a test's own, whose spans arrive in memory through the whole pipeline: queue, encoder, decoder.
struct RecordingTelemetry {
    let telemetry: Telemetry
    let exporter = InMemorySpanExporter()

    var tracer: ThroughlineTracer { telemetry.tracer }

    init(_ change: (inout Configuration) -> Void = { _ in }) {
        var configuration = Configuration(serviceName: "test")
        configuration.traces.exporters = [.custom(exporter)]
        configuration.traces.codeLocation = false
        change(&configuration)
        telemetry = Telemetry(configuration: configuration)
    }

    /// Every span that has ended, after a flush.
    func spans() async -> [OTLP.Span] {
        await telemetry.forceFlush()
        return exporter.spans
    }

    /// The only span that has ended.
    func span() async throws -> OTLP.Span {
        let spans = await spans()
        guard let span = spans.first, spans.count == 1 else { throw Unexpected(count: spans.count) }
        return span
    }

    struct Unexpected: Error {
        let count: Int
    }
}

extension OTLP.Span {
    /// The attributes by name.
    var values: [String: AnyValue] {
        Dictionary(attributes.map { ($0.key, $0.value ?? .string("absent")) }, uniquingKeysWith: { first, _ in first })
    }
}

/// An instant on a made-up clock.
struct FixedInstant: TracerInstant {
    let nanosecondsSinceEpoch: UInt64

    static func < (first: Self, second: Self) -> Bool { first.nanosecondsSinceEpoch < second.nanosecondsSinceEpoch }
}

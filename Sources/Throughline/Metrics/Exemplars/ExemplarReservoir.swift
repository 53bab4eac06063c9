public import OTLP
public import SpanRecording
public import Tracing

/// Chooses which measurements of one series become exemplars.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#exemplarreservoir
public protocol ExemplarReservoir: Sendable {
    /// A measurement was made. Called on the thread that made it: be quick, and do not block.
    ///
    /// - Parameters:
    ///   - value: What was measured.
    ///   - time: When: nanoseconds since 1970.
    ///   - attributes: All attributes of the measurement, also those that a view leaves out of the series.
    ///   - context: The task's context, in which the span is.
    func offer(_ value: OTLP.Number, at time: UInt64, attributes: Attributes, context: InstrumentationContext?)

    /// Hands over the exemplars that were chosen since the last collection.
    ///
    /// - Parameter pointAttributes: What the data point has, and its exemplars do not repeat.
    func collect(pointAttributes: Attributes) -> [OTLP.Exemplar]
}

/// A measurement that was chosen. It is encoded when it is collected.
struct ChosenExemplar: Sendable {
    let value: OTLP.Number
    let time: UInt64
    let attributes: Attributes
    let traceID: TraceID
    let spanID: SpanID

    init(_ value: OTLP.Number, at time: UInt64, attributes: Attributes, context: InstrumentationContext?) {
        self.value = value
        self.time = time
        self.attributes = attributes
        let span = context?.contextSpan?.spanContext
        traceID = span?.traceID ?? TraceID(high: 0, low: 0)
        spanID = span?.spanID ?? SpanID(0)
    }

    func encoded(pointAttributes: Attributes) -> OTLP.Exemplar {
        OTLP.Exemplar(
            timeUnixNano: time,
            value: value,
            spanID: spanID.isValid ? spanID.value.bigEndianBytes : [],
            traceID: traceID.isValid ? traceID.high.bigEndianBytes + traceID.low.bigEndianBytes : [],
            filteredAttributes: attributes.filter { pointAttributes[$0.name] == nil }.map(KeyValue.init)
        )
    }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}

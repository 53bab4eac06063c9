import MetricRecording
import OTLP
import SpanRecording
import Tracing

/// One instrument with one set of attributes: the series that it has for each reader and view.
final class BoundSeries: RecordingSeries {
    private let kind: InstrumentKind
    private let attributes: Attributes
    private let first: MetricStream.Series?
    private let others: [MetricStream.Series]
    private let exemplarFilter: ExemplarFilter
    private let faults: MeasurementFaults

    init(
        _ series: [MetricStream.Series],
        kind: InstrumentKind,
        attributes: Attributes,
        exemplarFilter: ExemplarFilter,
        faults: MeasurementFaults
    ) {
        first = series.first
        others = Array(series.dropFirst())
        self.kind = kind
        self.attributes = attributes
        self.exemplarFilter = exemplarFilter
        self.faults = faults
    }

    func record(_ value: Int64) {
        guard let first else { return }
        if kind == .counter, value < 0 { return faults.report(.negative) }
        first.storage.record(value)
        for other in others { other.storage.record(value) }
        if exemplarFilter != .alwaysOff { offer(.int(value)) }
    }

    func record(_ value: Double) {
        guard let first else { return }
        // One such value would spoil a sum, or a histogram's, for as long as the process lives.
        guard value.isFinite else { return faults.report(.notFinite) }
        if kind == .counter, value < 0 { return faults.report(.negative) }
        first.storage.record(value)
        for other in others { other.storage.record(value) }
        if exemplarFilter != .alwaysOff { offer(.double(value)) }
    }

    /// Offers the measurement as an exemplar, if it was made where the filter wants it.
    @inline(__always)
    private func offer(_ value: OTLP.Number) {
        let context = InstrumentationContext.current
        if exemplarFilter == .traceBased {
            guard let context, !context.isEmpty, let span = context.contextSpan, span.isSampled else { return }
        }
        offer(value, in: context)
    }

    @inline(never)
    private func offer(_ value: OTLP.Number, in context: InstrumentationContext?) {
        let now = Clocks.wall()
        first?.reservoir?.offer(value, at: now, attributes: attributes, context: context)
        for other in others { other.reservoir?.offer(value, at: now, attributes: attributes, context: context) }
    }
}

// MARK: - What only swift-metrics asks for

extension BoundSeries {
    /// Makes a sum, or a gauge, this value.
    func set(_ value: Double) {
        guard value.isFinite else { return faults.report(.notFinite) }
        for series in all {
            switch series.storage {
            case let sum as SumStorage: sum.set(value)
            default: series.storage.record(value)
            }
        }
        if exemplarFilter != .alwaysOff { offer(.double(value)) }
    }

    /// Adds to a sum, or to what a gauge was last set to.
    func add(_ amount: Double) {
        guard kind != .counter else { return record(amount) }
        guard amount.isFinite else { return faults.report(.notFinite) }
        for series in all {
            switch series.storage {
            case let gauge as LastValueStorage: gauge.add(amount)
            default: series.storage.record(amount)
            }
        }
        if exemplarFilter != .alwaysOff { offer(.double(amount)) }
    }

    /// Begins anew.
    func reset() {
        for series in all { series.storage.clear() }
    }

    var all: [MetricStream.Series] { (first.map { [$0] } ?? []) + others }
}

extension ContextSpan {
    /// Whether the span is recorded by its tracer, without a copy of its context.
    var isSampled: Bool {
        switch self {
        case .recorded(let span): span.isSampled
        case .dropped: false
        case .foreign(let span): span.spanContext.isSampled
        }
    }
}

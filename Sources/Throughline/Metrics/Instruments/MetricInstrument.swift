import MetricRecording
import SpanRecording

/// An instrument that is told its values, with the streams that every reader and view have made of it.
final class MetricInstrument: RecordingInstrument {
    let kind: InstrumentKind
    /// By reader.
    let streams: [[MetricStream]]
    private let recorded: [MetricStream]
    private let exemplarFilter: ExemplarFilter
    private let faults: MeasurementFaults

    init(kind: InstrumentKind, streams: [[MetricStream]], exemplarFilter: ExemplarFilter, faults: MeasurementFaults) {
        self.kind = kind
        self.streams = streams
        recorded = streams.flatMap(\.self)
        self.exemplarFilter = exemplarFilter
        self.faults = faults
    }

    /// Whether some view has left something of it.
    var isEnabled: Bool { !recorded.isEmpty }

    func series(_ attributes: Attributes) -> any RecordingSeries {
        bound(attributes, isHeld: false)
    }

    /// - Parameter isHeld: Whether the series goes once everyone who asked like this has released it.
    func bound(_ attributes: Attributes, isHeld: Bool) -> BoundSeries {
        let sorted = attributes.sorted
        return BoundSeries(
            recorded.map { $0.series(sorted, isHeld: isHeld) },
            kind: kind,
            attributes: sorted,
            exemplarFilter: exemplarFilter,
            faults: faults
        )
    }

    /// - Parameter series: One that was asked for as held.
    func release(_ series: BoundSeries) {
        for (stream, series) in zip(recorded, series.all) { stream.release(series) }
    }
}

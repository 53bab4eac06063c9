import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A quantity of which the last value counts, such as how many jobs wait.
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Recorder` that does not aggregate
/// where it is not a ``RecordingMetricsFactory``. A quantity that can be asked for at any time is an ``ObservableGauge``.
public final class Gauge: Sendable {
    private let table: SeriesTable<any RecorderHandler>

    /// - Parameters:
    ///   - descriptor: What is measured.
    ///   - scope: The library that measures; by default, the module in which this is called.
    ///   - attributeKeys: The attributes that are worth keeping, unless the application says otherwise; `nil` for all.
    public init(
        _ descriptor: MetricDescriptor,
        scope: InstrumentationScope? = nil,
        attributeKeys: Set<String>? = nil,
        fileID: String = #fileID
    ) {
        table = SeriesTable(descriptor, scope, fileID, attributeKeys, isFloatingPoint: true) {
            $0.makeRecorder(label: $1, dimensions: $2, aggregate: false)
        }
    }

    /// Whether somebody collects metrics, and it is worth measuring.
    public var isEnabled: Bool { table.isEnabled }

    /// Sets the quantity. Attributes are not computed unless somebody collects them.
    public func record(_ value: Double, attributes: @autoclosure () -> Attributes = Attributes()) {
        series(attributes())?.record(value)
    }

    /// The quantity for these attributes, for whoever sets it again and again; `nil` if nobody collects metrics.
    @inline(__always)
    public func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        table.series(attributes()).map(Series.init)
    }

    /// One of an instrument's quantities.
    public struct Series: Sendable {
        fileprivate let series: SeriesTable<any RecorderHandler>.Series

        /// Sets the quantity.
        @inline(__always)
        public func record(_ value: Double) {
            switch series.target {
            case .recording(let series): series.record(value)
            case .standard(let recorder): recorder.record(value)
            }
        }
    }
}

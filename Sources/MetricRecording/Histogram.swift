import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A histogram of quantities, such as sizes in bytes.
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Recorder` that aggregates where it
/// is not a ``RecordingMetricsFactory``.
public final class Histogram: Sendable {
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
        table = SeriesTable(descriptor, scope, fileID, attributeKeys) {
            $0.makeRecorder(label: $1, dimensions: $2, aggregate: true)
        }
    }

    /// Whether somebody collects metrics, and it is worth counting.
    public var isEnabled: Bool { table.isEnabled }

    /// Records one quantity. Attributes are not computed unless somebody collects them.
    public func record(_ value: Int, attributes: @autoclosure () -> Attributes = Attributes()) {
        series(attributes())?.record(value)
    }

    /// Records one quantity. Attributes are not computed unless somebody collects them.
    public func record(_ value: Double, attributes: @autoclosure () -> Attributes = Attributes()) {
        series(attributes())?.record(value)
    }

    /// The distribution for these attributes, for whoever records again and again; `nil` if nobody collects metrics.
    @inline(__always)
    public func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        table.series(attributes()).map(Series.init)
    }

    /// One of an instrument's distributions.
    public struct Series: Sendable {
        fileprivate let series: SeriesTable<any RecorderHandler>.Series

        /// Records one quantity.
        @inline(__always)
        public func record(_ value: Int) {
            switch series.target {
            case .recording(let series): series.record(Int64(value))
            case .standard(let recorder): recorder.record(Int64(value))
            }
        }

        /// Records one quantity.
        @inline(__always)
        public func record(_ value: Double) {
            switch series.target {
            case .recording(let series): series.record(value)
            case .standard(let recorder): recorder.record(value)
            }
        }
    }
}

import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A histogram of quantities, such as sizes in bytes.
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Recorder` that aggregates.
public final class Histogram: Sendable {
    private let table: SeriesTable<any RecorderHandler>

    public init(_ descriptor: MetricDescriptor) {
        table = SeriesTable { dimensions, factory in
            factory.makeRecorder(label: descriptor.name, dimensions: dimensions, aggregate: true)
        }
    }

    /// Whether somebody collects metrics, and it is worth counting.
    public var isEnabled: Bool { SeriesTable<any RecorderHandler>.isEnabled }

    /// Records one quantity. Attributes are not computed unless somebody collects them.
    public func record(_ value: Int, attributes: @autoclosure () -> Attributes) {
        table.series(attributes())?.record(Int64(value))
    }
}

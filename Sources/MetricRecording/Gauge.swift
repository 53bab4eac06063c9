import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A quantity of which the last value counts, such as how many jobs wait.
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Recorder` that does not aggregate.
public final class Gauge: Sendable {
    private let table: SeriesTable<any RecorderHandler>

    public init(_ descriptor: MetricDescriptor) {
        table = SeriesTable { dimensions, factory in
            factory.makeRecorder(label: descriptor.name, dimensions: dimensions, aggregate: false)
        }
    }

    /// Whether somebody collects metrics, and it is worth measuring.
    public var isEnabled: Bool { SeriesTable<any RecorderHandler>.isEnabled }

    /// Sets the quantity. Attributes are not computed unless somebody collects them.
    public func record(_ value: Double, attributes: @autoclosure () -> Attributes) {
        table.series(attributes())?.record(value)
    }
}

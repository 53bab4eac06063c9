import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A sum that only grows.
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Counter`.
public final class Counter: Sendable {
    private let table: SeriesTable<any CounterHandler>

    public init(_ descriptor: MetricDescriptor) {
        table = SeriesTable { dimensions, factory in
            factory.makeCounter(label: descriptor.name, dimensions: dimensions)
        }
    }

    /// Adds `amount`, which is not negative. Attributes are not computed unless somebody collects them.
    public func add(_ amount: Int, attributes: @autoclosure () -> Attributes) {
        guard amount >= 0 else { return }
        table.series(attributes())?.increment(by: Int64(amount))
    }
}

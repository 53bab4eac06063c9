import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A sum that only grows.
///
/// ```swift
/// private let orders = Counter(.shopOrders)
///
/// orders.add(1, attributes: ["shop.card.brand": "visa"])
/// ```
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Counter` where it is not a
/// ``RecordingMetricsFactory``. Instruments are made once and kept.
public final class Counter: Sendable {
    private let table: SeriesTable<any CounterHandler>

    /// - Parameters:
    ///   - descriptor: What is counted.
    ///   - scope: The library that counts; by default, the module in which this is called.
    ///   - attributeKeys: The attributes that are worth keeping, unless the application says otherwise; `nil` for all.
    public init(
        _ descriptor: MetricDescriptor,
        scope: InstrumentationScope? = nil,
        attributeKeys: Set<String>? = nil,
        fileID: String = #fileID
    ) {
        table = SeriesTable(descriptor, scope, fileID, attributeKeys) {
            $0.makeCounter(label: $1, dimensions: $2)
        }
    }

    /// Whether somebody collects metrics, and it is worth counting.
    public var isEnabled: Bool { table.isEnabled }

    /// Adds `amount`, which is not negative. Attributes are not computed unless somebody collects them.
    public func add(_ amount: Int, attributes: @autoclosure () -> Attributes = Attributes()) {
        series(attributes())?.add(amount)
    }

    /// The sum for these attributes, for whoever counts again and again; `nil` if nobody collects metrics.
    @inline(__always)
    public func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        table.series(attributes()).map(Series.init)
    }

    /// One of an instrument's sums.
    public struct Series: Sendable {
        fileprivate let series: SeriesTable<any CounterHandler>.Series

        /// Adds `amount`, which is not negative.
        @inline(__always)
        public func add(_ amount: Int) {
            switch series.target {
            case .recording(let series): series.record(Int64(amount))
            case .standard(let counter): if amount >= 0 { counter.increment(by: Int64(amount)) }
            }
        }
    }
}

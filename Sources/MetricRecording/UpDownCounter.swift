import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A sum that grows and shrinks, such as the number of requests that are being answered.
///
/// ```swift
/// let active = activeRequests.series(["url.scheme": "https"])
/// active?.add(1)
/// defer { active?.add(-1) }
/// ```
///
/// What is added to a ``Series`` is taken from the same one, so that a metrics backend that is bootstrapped in between never
/// counts below zero. Goes there as a swift-metrics `Meter` where it is not a ``RecordingMetricsFactory``.
public final class UpDownCounter: Sendable {
    private let table: SeriesTable<any MeterHandler>

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
            $0.makeMeter(label: $1, dimensions: $2)
        }
    }

    /// Whether somebody collects metrics, and it is worth counting.
    public var isEnabled: Bool { table.isEnabled }

    /// The sum for these attributes; `nil` if nobody collects metrics.
    @inline(__always)
    public func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        table.series(attributes()).map(Series.init)
    }

    /// One of an instrument's sums.
    public struct Series: Sendable {
        fileprivate let series: SeriesTable<any MeterHandler>.Series

        /// Adds `amount`, or takes it away.
        @inline(__always)
        public func add(_ amount: Int) {
            switch series.target {
            case .recording(let series): series.record(Int64(amount))
            case .standard(let meter) where amount >= 0: meter.increment(by: Double(amount))
            case .standard(let meter): meter.decrement(by: -Double(amount))
            }
        }
    }
}

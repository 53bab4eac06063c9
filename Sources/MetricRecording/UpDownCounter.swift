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
/// counts below zero. Goes there as a swift-metrics `Meter`.
public final class UpDownCounter: Sendable {
    private let table: SeriesTable<any MeterHandler>

    public init(_ descriptor: MetricDescriptor) {
        table = SeriesTable { dimensions, factory in
            factory.makeMeter(label: descriptor.name, dimensions: dimensions)
        }
    }

    /// The sum for these attributes; `nil` if nobody collects metrics.
    public func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        table.series(attributes()).map(Series.init)
    }

    /// One of an instrument's sums.
    public struct Series: Sendable {
        fileprivate let meter: any MeterHandler

        /// Adds `amount`, or takes it away.
        public func add(_ amount: Int) {
            if amount >= 0 {
                meter.increment(by: Double(amount))
            } else {
                meter.decrement(by: -Double(amount))
            }
        }
    }
}

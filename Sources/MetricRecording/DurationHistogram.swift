import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A histogram of how long operations take.
///
/// ```swift
/// private let duration = DurationHistogram(.httpServerRequestDuration)
///
/// duration.record(.now - start, attributes: ["http.request.method": "GET"])
/// ```
///
/// Goes to the metrics backend that the application has bootstrapped, as a swift-metrics `Timer` with the descriptor's name;
/// without one, it costs next to nothing. Instruments are made once and kept.
public final class DurationHistogram: Sendable {
    private let table: SeriesTable<any TimerHandler>

    public init(_ descriptor: MetricDescriptor) {
        table = SeriesTable { dimensions, factory in
            let timer = factory.makeTimer(label: descriptor.name, dimensions: dimensions)
            timer.preferDisplayUnit(.seconds)
            return timer
        }
    }

    /// Whether somebody collects metrics, and it is worth measuring.
    public var isEnabled: Bool { SeriesTable<any TimerHandler>.isEnabled }

    /// Records one operation's duration. Attributes are not computed unless somebody collects them.
    public func record(_ duration: Duration, attributes: @autoclosure () -> Attributes) {
        guard let timer = table.series(attributes()) else { return }
        timer.recordNanoseconds(duration.wholeNanoseconds)
    }
}

extension Duration {
    /// The duration in nanoseconds, as near as 64 bits allow.
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, tooMuch) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return tooMuch ? (seconds < 0 ? .min : .max) : sum
    }
}

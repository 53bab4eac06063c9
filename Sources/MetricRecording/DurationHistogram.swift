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
/// Goes to the metrics backend that the application has bootstrapped: in the descriptor's unit, or, where it is not a
/// ``RecordingMetricsFactory``, as a swift-metrics `Timer` with the descriptor's name. Without a backend it costs next to
/// nothing. Instruments are made once and kept.
public final class DurationHistogram: Sendable {
    private let table: SeriesTable<any TimerHandler>
    private let unitsPerSecond: Double

    /// - Parameters:
    ///   - descriptor: What is measured. A unit that is not one of time counts as seconds.
    ///   - scope: The library that measures; by default, the module in which this is called.
    ///   - attributeKeys: The attributes that are worth keeping, unless the application says otherwise; `nil` for all.
    public init(
        _ descriptor: MetricDescriptor,
        scope: InstrumentationScope? = nil,
        attributeKeys: Set<String>? = nil,
        fileID: String = #fileID
    ) {
        unitsPerSecond = Self.unitsPerSecond(descriptor.unit) ?? 1
        table = SeriesTable(descriptor, scope, fileID, attributeKeys, isFloatingPoint: true) {
            let timer = $0.makeTimer(label: $1, dimensions: $2)
            timer.preferDisplayUnit(.seconds)
            return timer
        }
    }

    /// Whether somebody collects metrics, and it is worth measuring.
    public var isEnabled: Bool { table.isEnabled }

    /// Records one operation's duration. Attributes are not computed unless somebody collects them.
    public func record(_ duration: Duration, attributes: @autoclosure () -> Attributes = Attributes()) {
        series(attributes())?.record(duration)
    }

    /// The distribution for these attributes, for whoever records again and again; `nil` if nobody collects metrics.
    @inline(__always)
    public func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        table.series(attributes()).map { Series(series: $0, unitsPerSecond: unitsPerSecond) }
    }

    /// One of an instrument's distributions.
    public struct Series: Sendable {
        fileprivate let series: SeriesTable<any TimerHandler>.Series
        fileprivate let unitsPerSecond: Double

        /// Records one operation's duration.
        @inline(__always)
        public func record(_ duration: Duration) {
            switch series.target {
            case .recording(let series): series.record(duration.seconds * unitsPerSecond)
            case .standard(let timer): timer.recordNanoseconds(duration.wholeNanoseconds)
            }
        }
    }

    /// How many of a unit of time a second has, by UCUM; `nil` for what is not one.
    package static func unitsPerSecond(_ unit: String) -> Double? {
        switch unit {
        case "s": 1
        case "ms": 1e3
        case "us": 1e6
        case "ns": 1e9
        case "min": 1 / 60
        case "h": 1 / 3600
        case "d": 1 / 86_400
        default: nil
        }
    }
}

extension Duration {
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// The duration in nanoseconds, as near as 64 bits allow.
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, tooMuch) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return tooMuch ? (seconds < 0 ? .min : .max) : sum
    }
}

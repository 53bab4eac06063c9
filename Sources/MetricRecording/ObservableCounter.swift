public import SemanticConventions
public import SpanRecording

/// A sum that only grows, and that something else keeps: the CPU time of the process, say.
///
/// ```swift
/// let time = ObservableCounter(.processCPUTime, isFloatingPoint: true) { $0.observe(cpuSeconds()) }
/// ```
///
/// The callback is asked at every collection, for as long as this object lives, or until it is cancelled. It runs outside the
/// application's tasks. One that takes long, or throws, costs its own values of that collection and nothing else. Only a
/// ``RecordingMetricsFactory`` asks; the one bound to the task when this is made, or else the one that the application
/// bootstraps, also later.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/api/#asynchronous-counter
public final class ObservableCounter: Sendable {
    private let observable: Observable

    /// - Parameters:
    ///   - descriptor: What is observed.
    ///   - scope: The library that observes; by default, the module in which this is called.
    ///   - isFloatingPoint: Whether values have fractions.
    ///   - attributeKeys: The attributes that are worth keeping, unless the application says otherwise; `nil` for all.
    ///   - callback: Says the whole sum, not what was added to it.
    public init(
        _ descriptor: MetricDescriptor,
        scope: InstrumentationScope? = nil,
        isFloatingPoint: Bool = false,
        attributeKeys: Set<String>? = nil,
        fileID: String = #fileID,
        callback: @escaping ObservableCallback
    ) {
        observable = Observable(
            descriptor,
            scope,
            fileID,
            attributeKeys,
            isFloatingPoint: isFloatingPoint,
            callback: callback
        )
    }

    /// Asks no more.
    public func cancel() {
        observable.cancel()
    }
}

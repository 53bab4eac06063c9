public import SemanticConventions
public import SpanRecording

/// A quantity that can be asked for, and that it makes no sense to add up: a temperature, say.
///
/// ```swift
/// let depth = ObservableGauge(.throughlineJobQueueDepth) { try await $0.observe(Double(queue.depth())) }
/// ```
///
/// The callback is asked at every collection, for as long as this object lives, or until it is cancelled. It runs outside the
/// application's tasks. One that takes long, or throws, costs its own values of that collection and nothing else. Only a
/// ``RecordingMetricsFactory`` asks; the one bound to the task when this is made, or else the one that the application
/// bootstraps, also later.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/api/#asynchronous-gauge
public final class ObservableGauge: Sendable {
    private let observable: Observable

    /// - Parameters:
    ///   - descriptor: What is observed.
    ///   - scope: The library that observes; by default, the module in which this is called.
    ///   - isFloatingPoint: Whether values have fractions.
    ///   - attributeKeys: The attributes that are worth keeping, unless the application says otherwise; `nil` for all.
    ///   - callback: Says the current values.
    public init(
        _ descriptor: MetricDescriptor,
        scope: InstrumentationScope? = nil,
        isFloatingPoint: Bool = true,
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

public import CoreMetrics
public import MetricRecording
import SemanticConventions
import SpanRecording

/// Takes the values of instruments: those of `MetricRecording`, and those of swift-metrics.
///
/// `Telemetry.bootstrap()` makes it the process's metrics backend. In a test, bind one to a task:
///
/// ```swift
/// let telemetry = Telemetry(configuration: configuration)
/// await withMetricsFactory(telemetry.metrics) {
///     Counter(label: "orders").increment()
/// }
/// ```
///
/// A metric that swift-metrics knows by name only has the unit, description and boundaries of
/// ``Configuration/Metrics/descriptors``, or of `SemanticConventions`, and attributes of the types that are conventional for
/// their names. Any other becomes what it is: a counter a sum, a meter and a recorder that does not aggregate a gauge, a recorder
/// that aggregates a histogram, and a timer a histogram in seconds.
public final class ThroughlineMetrics: RecordingMetricsFactory {
    private let pipeline: MetricPipeline
    private let descriptors: MetricDescriptors

    init(pipeline: MetricPipeline, descriptors: [MetricDescriptor]) {
        self.pipeline = pipeline
        self.descriptors = MetricDescriptors(descriptors)
    }

    public func makeInstrument(_ definition: InstrumentDefinition) -> any RecordingInstrument {
        pipeline.registry.instrument(definition)
    }

    public func observe(
        _ definition: InstrumentDefinition,
        callback: @escaping ObservableCallback
    ) -> any ObservableRegistration {
        pipeline.registry.observable(definition)?.add(callback) ?? NoRegistration()
    }

    private final class NoRegistration: ObservableRegistration {
        func cancel() {}
    }
}

// MARK: - swift-metrics

extension ThroughlineMetrics {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handler(label, dimensions, as: .counter)
    }

    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        handler(label, dimensions, as: .counter, isFloatingPoint: true)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let isSum = descriptors[label]?.instrument == .upDownCounter
        return handler(label, dimensions, as: isSum ? .upDownCounter : .gauge, isFloatingPoint: true)
    }

    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        handler(label, dimensions, as: aggregate ? .histogram(boundaries: nil) : .gauge, isFloatingPoint: true)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        handler(
            label,
            dimensions,
            as: .histogram(boundaries: Aggregation.secondsBoundaries),
            unit: "s",
            isFloatingPoint: true
        )
    }

    public func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func destroy(_ handler: AnyObject) { (handler as? SeriesHandler)?.destroy() }

    private static let scope = InstrumentationScope(name: "swift-metrics")

    /// - Parameters:
    ///   - kind: What the API says it is; a descriptor is for it only if it says the same.
    ///   - unit: The unit where no descriptor says it.
    private func handler(
        _ label: String,
        _ dimensions: [(String, String)],
        as kind: MetricDescriptor.Instrument,
        unit: String = "",
        isFloatingPoint: Bool = false
    ) -> SeriesHandler {
        let known = descriptors[label].flatMap { $0.instrument.isSameKind(as: kind) ? $0 : nil }
        let definition = InstrumentDefinition(
            descriptor: known ?? MetricDescriptor(name: label, unit: unit, description: "", instrument: kind),
            scope: Self.scope,
            isFloatingPoint: isFloatingPoint
        )
        return SeriesHandler(
            instrument: pipeline.registry.instrument(definition),
            attributes: MetricDescriptors.attributes(dimensions),
            unitsPerSecond: DurationHistogram.unitsPerSecond(definition.descriptor.unit) ?? 1
        )
    }
}

extension MetricDescriptor.Instrument {
    fileprivate func isSameKind(as other: Self) -> Bool {
        switch (self, other) {
        case (.counter, .counter), (.upDownCounter, .upDownCounter), (.gauge, .gauge), (.histogram, .histogram): true
        default: false
        }
    }
}

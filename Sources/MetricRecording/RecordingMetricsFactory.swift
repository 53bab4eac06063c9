public import CoreMetrics
public import SemanticConventions
public import SpanRecording

/// A metrics backend that knows what swift-metrics cannot say: units, descriptions, boundaries, scopes, attributes with types,
/// and instruments that are asked for their values.
///
/// The instruments of this module hand all of that to such a backend; any other gets the same values through the standard
/// API, with attributes as strings.
public protocol RecordingMetricsFactory: MetricsFactory {
    /// The instrument that this describes. Asked for the same one again, it hands out one that records into the same metric.
    func makeInstrument(_ definition: InstrumentDefinition) -> any RecordingInstrument

    /// Asks `callback` for values at every collection, until the registration is cancelled.
    func observe(
        _ definition: InstrumentDefinition,
        callback: @escaping ObservableCallback
    ) -> any ObservableRegistration
}

/// One instrument of a ``RecordingMetricsFactory``.
public protocol RecordingInstrument: AnyObject, Sendable {
    /// Whether what is recorded goes anywhere.
    var isEnabled: Bool { get }

    /// The series of these attributes. It is kept by whoever asks, and recorded into from any thread.
    func series(_ attributes: Attributes) -> any RecordingSeries
}

/// The values of one instrument with one set of attributes.
public protocol RecordingSeries: AnyObject, Sendable {
    /// Adds to a sum, sets a gauge, or counts in a histogram: whichever the instrument is.
    func record(_ value: Int64)

    /// The same with a fraction. What is not finite is ignored.
    func record(_ value: Double)
}

/// What gives an observable instrument its values. It is called once a collection; what it throws is said in the log.
public typealias ObservableCallback = @Sendable (_ observations: Observations) async throws -> Void

/// A callback that a backend calls until this is cancelled.
public protocol ObservableRegistration: AnyObject, Sendable {
    func cancel()
}

/// Everything that tells one instrument from another.
public struct InstrumentDefinition: Sendable {
    /// The name, unit, description, and kind.
    public let descriptor: MetricDescriptor
    /// The library that measures.
    public let scope: InstrumentationScope
    /// Whether it is asked for its values, rather than told them.
    public let isObservable: Bool
    /// Whether its sums and gauges have fractions.
    public let isFloatingPoint: Bool
    /// The attributes that are worth keeping, unless a view says otherwise; `nil` for all.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-advisory-parameter-attributes
    public let attributeKeys: Set<String>?

    public init(
        descriptor: MetricDescriptor,
        scope: InstrumentationScope,
        isObservable: Bool = false,
        isFloatingPoint: Bool = false,
        attributeKeys: Set<String>? = nil
    ) {
        self.descriptor = descriptor
        self.scope = scope
        self.isObservable = isObservable
        self.isFloatingPoint = isFloatingPoint
        self.attributeKeys = attributeKeys
    }
}

extension InstrumentDefinition {
    /// - Parameter fileID: The place in the code that makes the instrument; its module is the scope where none is given.
    init(
        _ descriptor: MetricDescriptor,
        scope: InstrumentationScope?,
        fileID: String,
        isObservable: Bool = false,
        isFloatingPoint: Bool,
        attributeKeys: Set<String>? = nil
    ) {
        self.init(
            descriptor: descriptor,
            scope: scope ?? InstrumentationScope(name: String(fileID.prefix { $0 != "/" })),
            isObservable: isObservable,
            isFloatingPoint: isFloatingPoint,
            attributeKeys: attributeKeys
        )
    }
}

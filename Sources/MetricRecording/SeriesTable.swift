import CoreMetrics
import SpanRecording
import Synchronization

/// The series of one instrument: what swift-metrics makes for each set of dimensions, made once.
///
/// To make a `Timer`, say, for every request would cost a look-up of strings in the backend each time.
final class SeriesTable<Series: Sendable>: Sendable {
    private let make: @Sendable (_ dimensions: [(String, String)], _ factory: any MetricsFactory) -> Series
    private let kept = Mutex(Kept())

    private struct Kept {
        /// The factory that the series are of. It is held so that no other object can take its identity.
        var factory: (any MetricsFactory)?
        var identity: ValueIdentity?
        var series: [Attributes: Series] = [:]
    }

    init(make: @escaping @Sendable (_ dimensions: [(String, String)], _ factory: any MetricsFactory) -> Series) {
        self.make = make
    }

    /// Whether a metrics backend is bootstrapped, or bound to this task.
    static var isEnabled: Bool { isEnabled(MetricsSystem.factory) }

    /// The series for these attributes; `nil`, and the attributes are not computed, if nobody collects metrics.
    func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        let factory = MetricsSystem.factory
        guard Self.isEnabled(factory) else { return nil }
        let attributes = attributes()
        guard let identity = ValueIdentity(factory) else { return make(attributes.dimensions, factory) }

        let (key, found): (Attributes, Series?) = kept.withLock { kept in
            if kept.identity == nil { (kept.factory, kept.identity) = (factory, identity) }
            guard kept.identity == identity else { return (attributes, nil) }
            if let series = kept.series[attributes] { return (attributes, series) }
            // Beyond the limit all go into one series, as in OpenTelemetry's SDK.
            let key = kept.series.count < seriesLimit ? attributes : overflow
            return (key, kept.series[key])
        }
        if let found { return found }

        // The backend is foreign code, which is not called with a lock held. Two that make the same series get handlers of
        // one metric from it, and either will do.
        let series = make(key.dimensions, factory)
        kept.withLock { kept in
            // The application's factory is the first that is met. One that is bound to a task, in a test, finds its
            // series by itself.
            if kept.identity == identity { kept.series[key] = series }
        }
        return series
    }

    private static func isEnabled(_ factory: any MetricsFactory) -> Bool {
        type(of: factory) != NOOPMetricsHandler.self
    }
}

/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#configuration-1 (the default)
private let seriesLimit = 2000
private let overflow: Attributes = ["otel.metric.overflow": true]

extension Attributes {
    /// The attributes as swift-metrics wants them. Its dimensions are strings; a backend that knows the convention gives
    /// numbers their type back.
    fileprivate var dimensions: [(String, String)] {
        map { ($0.name, $0.value.text) }
    }
}

extension AttributeValue {
    fileprivate var text: String {
        switch self {
        case .string(let value): return value
        case .bool(let value): return "\(value)"
        case .int(let value): return "\(value)"
        case .double(let value): return "\(value)"
        case .strings(let values): return values.joined(separator: ",")
        case .bools(let values): return values.map { "\($0)" }.joined(separator: ",")
        case .ints(let values): return values.map { "\($0)" }.joined(separator: ",")
        case .doubles(let values): return values.map { "\($0)" }.joined(separator: ",")
        }
    }
}

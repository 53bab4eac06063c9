import CoreMetrics
import SemanticConventions
import SpanRecording
import Synchronization

/// The series of one instrument: what the metrics backend makes for each set of attributes, made once.
///
/// To make a `Timer`, say, for every request would cost a look-up of strings in the backend each time.
final class SeriesTable<Handler: Sendable>: Sendable {
    /// Where values go.
    final class Series: Sendable {
        enum Target {
            case recording(any RecordingSeries)
            /// A backend that knows the standard API only.
            case standard(Handler)
        }

        let target: Target

        init(_ target: Target) {
            self.target = target
        }
    }

    typealias MakeHandler =
        @Sendable (_ factory: any MetricsFactory, _ name: String, _ dimensions: [(String, String)]) -> Handler

    private let definition: InstrumentDefinition
    private let makeHandler: MakeHandler

    /// The backend that was met first, the application's. Never released once it is there, nor is the instrument.
    private let remembered = Atomic<Unmanaged<Backend>?>(nil)

    init(
        _ descriptor: MetricDescriptor,
        _ scope: InstrumentationScope?,
        _ fileID: String,
        _ attributeKeys: Set<String>?,
        isFloatingPoint: Bool = false,
        makeHandler: @escaping MakeHandler
    ) {
        definition = InstrumentDefinition(
            descriptor,
            scope: scope,
            fileID: fileID,
            isFloatingPoint: isFloatingPoint,
            attributeKeys: attributeKeys
        )
        self.makeHandler = makeHandler
    }

    deinit {
        remembered.load(ordering: .acquiring)?.release()
    }

    /// Whether somebody collects metrics: a backend is bootstrapped, or bound to this task.
    var isEnabled: Bool {
        let factory = MetricsSystem.factory
        guard Self.isEnabled(factory) else { return false }
        guard let backend = rememberedBackend(of: factory) else { return true }
        return backend.instrument?.isEnabled ?? true
    }

    /// The series for these attributes; `nil`, and the attributes are not computed, if nobody collects metrics.
    @inline(__always)
    func series(_ attributes: @autoclosure () -> Attributes) -> Series? {
        let factory = MetricsSystem.factory
        guard Self.isEnabled(factory) else { return nil }
        guard let backend = rememberedBackend(of: factory) ?? remember(factory) else {
            // One that is bound to a task, in a test, finds its series by itself.
            return make(attributes(), factory: factory, instrument: instrument(of: factory))
        }
        let attributes = attributes()
        return backend.table.find(attributes) ?? add(attributes, to: backend)
    }

    @inline(never)
    private func add(_ attributes: Attributes, to backend: Backend) -> Series? {
        guard !backend.table.hasRoom(for: attributes) else {
            // The backend is foreign code, which is not called with a lock held. Two that make the same series get what is one
            // metric in it, and either will do.
            let series = make(attributes, factory: backend.factory, instrument: backend.instrument)
            return backend.table.add(series, for: attributes) ?? add(attributes, to: backend)
        }
        // A backend that records limits its series itself, after its views have left out attributes.
        if let instrument = backend.instrument { return Series(.recording(instrument.series(attributes))) }
        return backend.overflow.withLock { $0 }
            ?? {
                // Beyond the limit all go into one series, as in OpenTelemetry's SDK.
                let series = make(["otel.metric.overflow": true], factory: backend.factory, instrument: nil)
                return backend.overflow.withLock { overflow in
                    if let overflow { return overflow }
                    overflow = series
                    return series
                }
            }()
    }

    private func make(
        _ attributes: Attributes,
        factory: any MetricsFactory,
        instrument: (any RecordingInstrument)?
    ) -> Series {
        if let instrument { return Series(.recording(instrument.series(attributes))) }
        return Series(.standard(makeHandler(factory, definition.descriptor.name, attributes.dimensions)))
    }

    private func instrument(of factory: any MetricsFactory) -> (any RecordingInstrument)? {
        (factory as? any RecordingMetricsFactory)?.makeInstrument(definition)
    }

    private static func isEnabled(_ factory: any MetricsFactory) -> Bool {
        type(of: factory) != NOOPMetricsHandler.self
    }
}

// MARK: - The application's backend

extension SeriesTable {
    /// A backend, and what it has made. That this keeps the factory alive makes its identity its own.
    private final class Backend: Sendable {
        let factory: any MetricsFactory
        let identity: ValueIdentity
        let instrument: (any RecordingInstrument)?
        let table = AttributesTable<Series>(limit: seriesLimit)
        let overflow = Mutex<Series?>(nil)

        init(factory: any MetricsFactory, identity: ValueIdentity, instrument: (any RecordingInstrument)?) {
            self.factory = factory
            self.identity = identity
            self.instrument = instrument
        }
    }

    @inline(__always)
    private func rememberedBackend(of factory: any MetricsFactory) -> Backend? {
        guard let backend = remembered.load(ordering: .acquiring)?.takeUnretainedValue(),
            ValueIdentity(factory) == backend.identity
        else { return nil }
        return backend
    }

    /// Remembers the first factory that is met; `nil` for any other.
    @inline(never)
    private func remember(_ factory: any MetricsFactory) -> Backend? {
        guard remembered.load(ordering: .acquiring) == nil, let identity = ValueIdentity(factory) else { return nil }
        let backend = Unmanaged.passRetained(
            Backend(factory: factory, identity: identity, instrument: instrument(of: factory))
        )
        let (isStored, _) = remembered.compareExchange(
            expected: nil,
            desired: backend,
            ordering: .acquiringAndReleasing
        )
        if !isStored { backend.release() }
        return rememberedBackend(of: factory)
    }
}

/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#configuration-1 (the default)
private let seriesLimit = 2000

extension Attributes {
    /// The attributes as swift-metrics wants them. Its dimensions are strings.
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

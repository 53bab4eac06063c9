import MetricRecording
import OTLP
import SemanticConventions
import SpanRecording
import Synchronization

/// Every instrument of one ``Telemetry``, by scope and name, with what its readers make of it.
final class MetricRegistry: Sendable {
    /// What tells one scope from another.
    struct ScopeKey: Hashable {
        let name: String
        let version: String?
        let schemaURL: String?
        let attributes: Attributes

        init(_ scope: SpanRecording.InstrumentationScope) {
            name = scope.name
            version = scope.version
            schemaURL = scope.schemaURL
            attributes = scope.attributes.sorted
        }
    }

    /// What tells one instrument of a scope from another. The name is in lower case.
    fileprivate struct InstrumentKey: Hashable {
        let name: String
        let kind: InstrumentKind
        let unit: String
        let isFloatingPoint: Bool
    }

    fileprivate enum Instrument {
        case told(MetricInstrument)
        case asked(ObservableInstrument)
    }

    fileprivate struct Scope {
        /// In the order in which they came.
        var instruments: [Instrument] = []
        var places: [InstrumentKey: Int] = [:]
        /// The first spelling of each name, by the name in lower case.
        var spellings: [String: String] = [:]
        var descriptors: [String: MetricDescriptor] = [:]
        /// The names of the metrics that come out, in lower case.
        var metricNames: Set<String> = []
    }

    fileprivate struct State {
        var scopes: [(key: ScopeKey, scope: Scope)] = []
        var places: [ScopeKey: Int] = [:]
        var count = 0
    }

    /// Instruments are what a program's code names: some hundreds. Whoever makes names up at run time gets ones that do nothing.
    static let instrumentLimit = 4096

    let readers: [MetricReader]
    private let resolver: StreamResolver
    private let exemplarFilter: ExemplarFilter
    private let diagnostics: Diagnostics
    private let state = Mutex(State())

    init(_ configuration: Configuration.Metrics, readers: [MetricReader], diagnostics: Diagnostics) {
        self.readers = readers
        resolver = StreamResolver(configuration, diagnostics: diagnostics)
        exemplarFilter = configuration.exemplarFilter
        self.diagnostics = diagnostics
    }

    /// The instrument, made if it is new.
    func instrument(_ definition: InstrumentDefinition) -> MetricInstrument {
        let found = find(definition) { kind, name, streams, faults in
            .told(
                MetricInstrument(kind: kind, streams: streams, exemplarFilter: exemplarFilter, faults: faults)
            )
        }
        if case .told(let instrument) = found { return instrument }
        return MetricInstrument(
            kind: definition.kind,
            streams: [],
            exemplarFilter: .alwaysOff,
            faults: MeasurementFaults(name: definition.descriptor.name, diagnostics: diagnostics)
        )
    }

    /// The observable instrument, made if it is new; `nil` if there are too many.
    func observable(_ definition: InstrumentDefinition) -> ObservableInstrument? {
        let found = find(definition) { kind, name, streams, faults in
            .asked(ObservableInstrument(name: name, kind: kind, streams: streams, faults: faults))
        }
        guard case .asked(let instrument) = found else { return nil }
        return instrument
    }

    private func find(
        _ definition: InstrumentDefinition,
        make: (InstrumentKind, String, [[MetricStream]], MeasurementFaults) -> Instrument
    ) -> Instrument? {
        let descriptor = definition.descriptor
        let lowercased = descriptor.name.lowercased()
        let key = InstrumentKey(
            name: lowercased,
            kind: definition.kind,
            unit: descriptor.unit,
            isFloatingPoint: definition.isFloatingPoint
        )
        let scopeKey = ScopeKey(definition.scope)
        var warnings: [InstrumentWarning] = []
        let found: Instrument? = state.withLock { state in
            let place = state.place(of: scopeKey)
            if let known = state.scopes[place].scope.places[key] {
                if let first = state.scopes[place].scope.descriptors[lowercased], first != descriptor {
                    warnings.append(.differs(descriptor, from: first))
                }
                return state.scopes[place].scope.instruments[known]
            }
            guard state.count < Self.instrumentLimit else {
                warnings.append(.tooMany)
                return nil
            }
            state.count += 1
            warnings += InstrumentWarning.all(for: descriptor)
            let spelling = state.scopes[place].scope.spellings[lowercased] ?? descriptor.name
            let isDuplicate = state.scopes[place].scope.descriptors[lowercased] != nil
            if let first = state.scopes[place].scope.descriptors[lowercased] {
                warnings.append(.differs(descriptor, from: first))
            } else {
                state.scopes[place].scope.spellings[lowercased] = spelling
                state.scopes[place].scope.descriptors[lowercased] = descriptor
            }
            let streams = readers.map { reader in
                resolver.streams(of: definition, spelled: spelling, for: reader, warnings: &warnings)
            }
            for stream in streams.first ?? [] {
                let name = stream.settings.name.lowercased()
                let isNew = state.scopes[place].scope.metricNames.insert(name).inserted
                if !isNew, !isDuplicate { warnings.append(.metricTaken(stream.settings.name)) }
            }
            let faults = MeasurementFaults(name: spelling, diagnostics: diagnostics)
            let instrument = make(definition.kind, spelling, streams, faults)
            state.scopes[place].scope.places[key] = state.scopes[place].scope.instruments.count
            state.scopes[place].scope.instruments.append(instrument)
            return instrument
        }
        for warning in warnings { diagnostics.warning(warning.topic, warning.description) }
        return found
    }
}

extension MetricRegistry.State {
    /// Where a scope is, added if it is new. Whoever makes scopes up at run time shares the first one.
    fileprivate mutating func place(of key: MetricRegistry.ScopeKey) -> Int {
        if let place = places[key] { return place }
        guard scopes.count < ScopeTable.limit else { return 0 }
        places[key] = scopes.count
        scopes.append((key, MetricRegistry.Scope()))
        return scopes.count - 1
    }
}

// MARK: - Collection

extension MetricRegistry {
    /// Every observable instrument.
    func observables() -> [ObservableInstrument] {
        state.withLock { state in
            state.scopes.flatMap { _, scope in
                scope.instruments.compactMap { instrument in
                    guard case .asked(let observable) = instrument else { return nil }
                    return observable
                }
            }
        }
    }

    /// What one reader gets to see.
    ///
    /// - Parameter observed: What the observable instruments were told for this collection.
    func collect(
        for reader: MetricReader,
        observed: ObservationRound.Result,
        window: CollectionWindow
    ) -> [ScopeMetrics] {
        let scopes = state.withLock { $0.scopes.map { ($0.key, $0.scope.instruments) } }
        return scopes.compactMap { key, instruments in
            let metrics = instruments.flatMap { instrument in
                switch instrument {
                case .told(let instrument): instrument.streams[reader.index].compactMap { $0.collect(window) }
                case .asked(let instrument):
                    instrument.collect(
                        observed[ObjectIdentifier(instrument)] ?? [],
                        reader: reader.index,
                        window: window
                    )
                }
            }
            guard !metrics.isEmpty else { return nil }
            return ScopeMetrics(
                scope: OTLP.InstrumentationScope(
                    name: key.name,
                    version: key.version ?? "",
                    attributes: key.attributes.map(KeyValue.init)
                ),
                metrics: metrics,
                schemaURL: key.schemaURL ?? ""
            )
        }
    }
}

extension InstrumentDefinition {
    var kind: InstrumentKind {
        switch (descriptor.instrument, isObservable) {
        case (.counter, false): .counter
        case (.upDownCounter, false): .upDownCounter
        case (.gauge, false): .gauge
        case (.histogram, false): .histogram
        case (.counter, true): .observableCounter
        case (.upDownCounter, true): .observableUpDownCounter
        // There is no observable histogram: what is asked for is a value.
        case (.gauge, true), (.histogram, true): .observableGauge
        }
    }
}

import Synchronization

/// Someone who collects metrics, with an opinion of their form. Each has storage of its own.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#metricreader
final class MetricReader: Sendable {
    /// Its place among the readers.
    let index: Int
    private let temporalities: [InstrumentKind: Temporality]
    private let aggregations: [InstrumentKind: Aggregation]
    private let cardinalityLimits: [InstrumentKind: Int]
    private let lastCollection: Mutex<UInt64>

    /// A reader with the wishes of its exporter, which is asked once.
    init(index: Int, exporter: any MetricExporter) {
        self.index = index
        let kinds = InstrumentKind.allCases
        temporalities = Dictionary(uniqueKeysWithValues: kinds.map { ($0, exporter.temporality(for: $0)) })
        aggregations = Dictionary(uniqueKeysWithValues: kinds.map { ($0, exporter.aggregation(for: $0)) })
        cardinalityLimits = Dictionary(
            uniqueKeysWithValues: kinds.compactMap { kind in exporter.cardinalityLimit(for: kind).map { (kind, $0) } }
        )
        lastCollection = Mutex(Clocks.wall())
    }

    /// A reader that wants everything as the specification has it.
    init(index: Int) {
        self.index = index
        temporalities = [:]
        aggregations = [:]
        cardinalityLimits = [:]
        lastCollection = Mutex(Clocks.wall())
    }

    func temporality(for kind: InstrumentKind) -> Temporality { temporalities[kind] ?? .cumulative }
    func aggregation(for kind: InstrumentKind) -> Aggregation { aggregations[kind] ?? .default }
    func cardinalityLimit(for kind: InstrumentKind) -> Int? { cardinalityLimits[kind] }

    /// A collection takes place now.
    func nextWindow() -> CollectionWindow {
        lastCollection.withLock { last in
            // A clock that was set back makes no point end before it starts.
            let window = CollectionWindow(previous: last, now: max(Clocks.wall(), last + 1))
            last = window.now
            return window
        }
    }
}

import MetricRecording
import OTLP
import SpanRecording
import Synchronization

/// What becomes of one instrument, for one reader, under one view: a metric and its series.
final class MetricStream: Sendable {
    /// What a stream does, once views, the instrument and the reader have had their say.
    struct Settings: Sendable {
        var name: String
        var description: String
        var unit: String
        var kind: InstrumentKind
        var isFloatingPoint: Bool
        var aggregation: ResolvedAggregation
        var temporality: Temporality
        /// `nil` for all.
        var attributes: View.AttributeKeys?
        /// How many series there are at most, the overflow's included.
        var cardinalityLimit: Int
        /// `nil` where there are no exemplars.
        var makeReservoir: (@Sendable () -> any ExemplarReservoir)?
    }

    /// A series.
    final class Series: Sendable {
        let storage: any SeriesStorage
        let reservoir: (any ExemplarReservoir)?
        let attributes: Attributes
        let encodedAttributes: [KeyValue]

        init(_ attributes: Attributes, settings: Settings) {
            self.attributes = attributes
            encodedAttributes = attributes.map(KeyValue.init)
            storage = settings.aggregation.makeStorage(isFloatingPoint: settings.isFloatingPoint)
            reservoir = settings.makeReservoir?()
        }
    }

    private struct Entry {
        var series: Series
        /// How many handlers of swift-metrics are not destroyed yet. Without any, the series goes after it was collected.
        var holders = 0
        /// Whether somebody has it who never lets go.
        var isPinned = false
        var isRetired = false
    }

    private struct State {
        var entries: [Attributes: Entry] = [:]
        var overflow: Series?

        /// The series, which one more holds now; `nil` if there is none.
        mutating func hold(_ key: Attributes, isHeld: Bool) -> Series? {
            guard var entry = entries[key] else { return nil }
            if isHeld { entry.holders += 1 } else { entry.isPinned = true }
            entry.isRetired = false
            entries[key] = entry
            return entry.series
        }
    }

    let settings: Settings
    /// When the instrument was made.
    private let creation: UInt64
    private let state = Mutex(State())
    private let onOverflow: @Sendable () -> Void

    static let overflowAttributes: Attributes = ["otel.metric.overflow": true]

    init(_ settings: Settings, creation: UInt64, onOverflow: @escaping @Sendable () -> Void) {
        self.settings = settings
        self.creation = creation
        self.onOverflow = onOverflow
    }

    /// The series for a measurement's attributes, which are sorted.
    ///
    /// - Parameter isHeld: Whether it goes once everyone who asked like this has released it.
    func series(_ attributes: Attributes, isHeld: Bool) -> Series {
        let key = keyed(attributes)
        guard !key.hasNaN else { return overflow() }
        if let known = state.withLock({ $0.hold(key, isHeld: isHeld) }) { return known }
        // Made without the lock: a reservoir may be the application's.
        let new = Series(key, settings: settings)
        let series: Series? = state.withLock { state in
            if let known = state.hold(key, isHeld: isHeld) { return known }
            guard state.entries.count < settings.cardinalityLimit - 1 else { return nil }
            state.entries[key] = Entry(series: new)
            return state.hold(key, isHeld: isHeld)
        }
        return series ?? overflow()
    }

    private func overflow() -> Series {
        if let known = state.withLock({ $0.overflow }) { return known }
        let new = Series(Self.overflowAttributes, settings: settings)
        let (series, isNew) = state.withLock { state in
            if let overflow = state.overflow { return (overflow, false) }
            state.overflow = new
            return (new, true)
        }
        if isNew { onOverflow() }
        return series
    }

    /// One of those who hold the series lets go of it.
    func release(_ series: Series) {
        let key = series.attributes
        state.withLock { state in
            // Whoever was given another one, because there was no room, does not hold the one that is here by now.
            guard var entry = state.entries[key], entry.series === series, entry.holders > 0 else { return }
            entry.holders -= 1
            entry.isRetired = entry.holders == 0 && !entry.isPinned
            state.entries[key] = entry
        }
    }

    private func keyed(_ attributes: Attributes) -> Attributes {
        guard let keys = settings.attributes else { return attributes }
        var kept = Attributes(minimumCapacity: attributes.count)
        for attribute in attributes where keys.contains(attribute.name) { kept[attribute.name] = attribute.value }
        return kept
    }
}

// MARK: - Collection

extension MetricStream {
    /// What was recorded; `nil` if there is nothing to say.
    func collect(_ window: CollectionWindow) -> OTLP.Metric? {
        let resets = settings.temporality == .delta
        let all = state.withLock { state in
            let all = state.entries.values.map(\.series) + (state.overflow.map { [$0] } ?? [])
            state.entries = state.entries.filter { !$0.value.isRetired }
            return all
        }
        var points = DataPoints(settings)
        for series in all {
            guard let collected = series.storage.collect(resets: resets) else { continue }
            points.add(
                collected.value,
                attributes: series.encodedAttributes,
                start: resets ? window.start(of: creation) : min(collected.start, window.now),
                time: window.now,
                exemplars: series.reservoir?.collect(pointAttributes: series.attributes) ?? []
            )
        }
        return points.metric
    }
}

extension KeyValue {
    init(_ attribute: Attributes.Element) {
        self.init(key: attribute.name, value: AnyValue(attribute.value))
    }
}

extension Attributes {
    /// The same in the order of the names: two lists with the same attributes are then equal.
    var sorted: Attributes {
        var isSorted = true
        for index in indices.dropFirst() where self[index - 1].name >= self[index].name { isSorted = false }
        guard !isSorted else { return self }
        var sorted = Attributes(minimumCapacity: count)
        for attribute in self.sorted(by: { $0.name < $1.name }) { sorted[attribute.name] = attribute.value }
        return sorted
    }
}

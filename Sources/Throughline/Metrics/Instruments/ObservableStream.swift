import MetricRecording
import OTLP
import SpanRecording
import Synchronization

/// What becomes of one observable instrument, for one reader, under one view.
final class ObservableStream: Sendable {
    private struct Series {
        var value: OTLP.Number
        /// Since when it counts, or, for a delta, when it was observed: nanoseconds since 1970.
        var start: UInt64
    }

    private let settings: MetricStream.Settings
    /// When the instrument was made.
    private let creation: UInt64
    /// What was observed last.
    private let known = Mutex<[Attributes: Series]>([:])

    init(_ settings: MetricStream.Settings, creation: UInt64) {
        self.settings = settings
        self.creation = creation
    }

    func collect(_ observations: [Observations.Observation], window: CollectionWindow) -> OTLP.Metric? {
        let values = merged(observations)
        var points = DataPoints(settings)
        known.withLock { known in
            for (attributes, value) in values {
                let series = known[attributes]
                let collected: OTLP.Number
                var start = series?.start ?? window.start(of: creation)
                if settings.temporality == .delta, settings.aggregation == .sum {
                    collected = series.map { value.since($0.value, isMonotonic: settings.kind.isMonotonic) } ?? value
                    known[attributes] = Series(value: value, start: window.now)
                } else {
                    collected = value
                    // A sum that only grows and is less than before has begun anew.
                    if settings.kind.isMonotonic, let series, value.isLess(than: series.value) {
                        start = window.previous
                    }
                    known[attributes] = Series(value: value, start: start)
                }
                points.add(
                    .number(collected),
                    attributes: attributes.map(KeyValue.init),
                    start: start,
                    time: window.now,
                    exemplars: []
                )
            }
            // What is not observed for once may come again; only where there is too much of it is it forgotten.
            if known.count > settings.cardinalityLimit {
                known = known.filter { values[$0.key] != nil }
            }
        }
        return points.metric
    }

    /// The values by the attributes that are kept. What was observed twice has the last value; what a view has made one is
    /// added up, for a sum.
    private func merged(_ observations: [Observations.Observation]) -> [Attributes: OTLP.Number] {
        var last: [Attributes: OTLP.Number] = [:]
        var order: [Attributes] = []
        for observation in observations {
            let attributes = observation.attributes.sorted
            if last.updateValue(number(observation.value), forKey: attributes) == nil { order.append(attributes) }
        }
        var values: [Attributes: OTLP.Number] = [:]
        for attributes in order {
            guard let value = last[attributes] else { continue }
            var key = attributes
            if let keys = settings.attributes {
                for attribute in attributes where !keys.contains(attribute.name) { key[attribute.name] = nil }
            }
            if values[key] == nil, values.count >= settings.cardinalityLimit - 1 {
                key = MetricStream.overflowAttributes
            }
            if let before = values[key], settings.aggregation == .sum {
                values[key] = before.adding(value)
            } else {
                values[key] = value
            }
        }
        return values
    }

    private func number(_ value: Observations.Observation.Value) -> OTLP.Number {
        switch (value, settings.isFloatingPoint) {
        case (.int(let value), false): .int(value)
        case (.int(let value), true): .double(Double(value))
        case (.double(let value), true): .double(value)
        case (.double(let value), false): .int(Int64(clamping: value))
        }
    }
}

extension OTLP.Number {
    /// Both are of one type, or the other counts as nothing.
    fileprivate func adding(_ other: OTLP.Number) -> OTLP.Number {
        switch (self, other) {
        case (.int(let first), .int(let second)): .int(first &+ second)
        case (.double(let first), .double(let second)): .double((first + second).finite)
        default: self
        }
    }

    fileprivate func isLess(than other: OTLP.Number) -> Bool {
        switch (self, other) {
        case (.int(let first), .int(let second)): first < second
        case (.double(let first), .double(let second)): first < second
        default: false
        }
    }

    /// What has come to it since another value. A sum that only grows and is less than before has begun anew.
    fileprivate func since(_ other: OTLP.Number, isMonotonic: Bool) -> OTLP.Number {
        guard !isMonotonic || !isLess(than: other) else { return self }
        return switch (self, other) {
        case (.int(let now), .int(let before)): .int(now &- before)
        case (.double(let now), .double(let before)): .double((now - before).finite)
        default: self
        }
    }
}

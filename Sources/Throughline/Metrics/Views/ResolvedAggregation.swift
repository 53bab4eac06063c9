/// An aggregation with nothing left to choose.
enum ResolvedAggregation: Sendable, Hashable {
    case drop
    case sum
    case lastValue
    case histogram(boundaries: [Double], recordsMinMax: Bool)
    case exponentialHistogram(maxSize: Int, maxScale: Int, recordsMinMax: Bool)

    func makeStorage(isFloatingPoint: Bool) -> any SeriesStorage {
        switch self {
        case .drop, .sum: SumStorage(isFloatingPoint: isFloatingPoint)
        case .lastValue: LastValueStorage(isFloatingPoint: isFloatingPoint)
        case .histogram(let boundaries, _): HistogramStorage(boundaries: boundaries)
        case .exponentialHistogram(let maxSize, let maxScale, _):
            ExponentialHistogramStorage(maxSize: maxSize, maxScale: maxScale)
        }
    }

    /// The reservoir that the specification gives each aggregation.
    ///
    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#exemplar-defaults
    func makeReservoir() -> any ExemplarReservoir {
        switch self {
        case .histogram(let boundaries, _) where !boundaries.isEmpty:
            AlignedHistogramBucketExemplarReservoir(boundaries: boundaries)
        case .exponentialHistogram(let maxSize, _, _):
            SimpleFixedSizeExemplarReservoir(size: min(maxSize, 20))
        default: SimpleFixedSizeExemplarReservoir()
        }
    }
}

extension Aggregation {
    /// - Parameters:
    ///   - kind: The instrument's kind.
    ///   - default: What the reader does with this kind, where that is `default` too, what the specification says.
    ///   - boundaries: What the instrument advises.
    /// - Returns: `nil` if this makes no sense for the instrument.
    func resolved(for kind: InstrumentKind, default: Aggregation, boundaries: [Double]?) -> ResolvedAggregation? {
        switch self {
        case .default:
            if `default` != .default, let resolved = `default`.resolved(for: kind, boundaries: boundaries) {
                return resolved
            }
            return Self.specified(for: kind).resolved(for: kind, boundaries: boundaries)
        default: return resolved(for: kind, boundaries: boundaries)
        }
    }

    /// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#default-aggregation
    private static func specified(for kind: InstrumentKind) -> Aggregation {
        switch kind {
        case .counter, .upDownCounter, .observableCounter, .observableUpDownCounter: .sum
        case .gauge, .observableGauge: .lastValue
        case .histogram: .explicitBuckets()
        }
    }

    private func resolved(for kind: InstrumentKind, boundaries: [Double]?) -> ResolvedAggregation? {
        switch self {
        case .default: return nil
        case .drop: return .drop
        case .sum:
            return kind == .gauge || kind == .observableGauge ? nil : .sum
        case .lastValue:
            return kind == .gauge || kind == .observableGauge ? .lastValue : nil
        case .explicitBuckets(let own, let recordsMinMax):
            guard !kind.isObservable else { return nil }
            let boundaries = own ?? boundaries ?? Self.defaultBoundaries
            return .histogram(boundaries: boundaries.asBoundaries, recordsMinMax: recordsMinMax)
        case .exponentialBuckets(let maxSize, let maxScale, let recordsMinMax):
            guard !kind.isObservable else { return nil }
            return .exponentialHistogram(
                maxSize: min(max(maxSize, ExponentialBuckets.sizes.lowerBound), ExponentialBuckets.sizes.upperBound),
                maxScale: min(
                    max(maxScale, ExponentialBuckets.scales.lowerBound),
                    ExponentialBuckets.scales.upperBound
                ),
                recordsMinMax: recordsMinMax
            )
        }
    }
}

extension [Double] {
    /// The numbers as boundaries have to be: finite, rising, each once, and not too many.
    fileprivate var asBoundaries: [Double] {
        let finite = filter(\.isFinite).sorted()
        var boundaries: [Double] = []
        for boundary in finite.prefix(10_000) where boundaries.last != boundary { boundaries.append(boundary) }
        return boundaries
    }
}

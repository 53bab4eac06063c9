public import OTLP
public import SpanRecording
import Synchronization
public import Tracing

/// Keeps the last measurement of each bucket of a histogram.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#alignedhistogrambucketexemplarreservoir
public final class AlignedHistogramBucketExemplarReservoir: ExemplarReservoir {
    private let boundaries: [Double]
    private let chosen: Mutex<[ChosenExemplar?]>

    /// - Parameter boundaries: The buckets' upper ends, rising.
    public init(boundaries: [Double]) {
        self.boundaries = boundaries
        chosen = Mutex(Array(repeating: nil, count: boundaries.count + 1))
    }

    public func offer(_ value: OTLP.Number, at time: UInt64, attributes: Attributes, context: InstrumentationContext?) {
        let measured: Double =
            switch value {
            case .int(let value): Double(value)
            case .double(let value): value
            }
        let bucket = boundaries.bucket(of: measured)
        let candidate = ChosenExemplar(value, at: time, attributes: attributes, context: context)
        chosen.withLock { $0[bucket] = candidate }
    }

    public func collect(pointAttributes: Attributes) -> [OTLP.Exemplar] {
        let chosen = chosen.withLock { chosen in
            let taken = chosen.compactMap(\.self)
            for index in chosen.indices { chosen[index] = nil }
            return taken
        }
        return chosen.map { $0.encoded(pointAttributes: pointAttributes) }
    }
}

extension [Double] {
    /// The first boundary that is not less than the value; `count` if there is none. The boundaries rise.
    @inline(__always)
    func bucket(of value: Double) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) >> 1
            if self[middle] < value { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}

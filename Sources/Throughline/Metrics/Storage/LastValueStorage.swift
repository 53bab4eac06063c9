import OTLP
import Synchronization

/// A value of which the last counts.
final class LastValueStorage: SeriesStorage {
    /// An `Int64`, or the bits of a `Double`.
    private let bits = Atomic<UInt64>(0)
    private let isTouched = Atomic<Bool>(false)
    private let isFloatingPoint: Bool
    private let start = Atomic<UInt64>(0)

    init(isFloatingPoint: Bool) {
        self.isFloatingPoint = isFloatingPoint
    }

    func record(_ value: Int64) {
        guard !isFloatingPoint else { return record(Double(value)) }
        store(UInt64(bitPattern: value))
    }

    func record(_ value: Double) {
        guard isFloatingPoint else { return record(Int64(clamping: value)) }
        store(value.bitPattern)
    }

    private func store(_ value: UInt64) {
        bits.store(value, ordering: .relaxed)
        touch()
    }

    /// Adds to the last value.
    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new =
                isFloatingPoint
                ? (Double(bitPattern: old) + amount).finite.bitPattern
                : old &+ UInt64(bitPattern: Int64(clamping: amount))
            let (isDone, current) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if isDone { break }
            old = current
        }
        touch()
    }

    private func touch() {
        if start.load(ordering: .relaxed) == 0 {
            _ = start.compareExchange(expected: 0, desired: Clocks.wall(), ordering: .relaxed)
        }
        isTouched.store(true, ordering: .releasing)
    }

    func collect(resets: Bool) -> CollectedValue? {
        let isTouched =
            resets ? isTouched.exchange(false, ordering: .acquiring) : isTouched.load(ordering: .acquiring)
        guard isTouched else { return nil }
        let bits = bits.load(ordering: .relaxed)
        let value: OTLP.Number = isFloatingPoint ? .double(Double(bitPattern: bits)) : .int(Int64(bitPattern: bits))
        return CollectedValue(value: .number(value), start: start.load(ordering: .relaxed))
    }

    func clear() {
        bits.store(0, ordering: .relaxed)
        isTouched.store(false, ordering: .relaxed)
        start.store(0, ordering: .relaxed)
    }
}

import OTLP
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A sum that many threads add to: each has a cache line of its own, as far as there are enough.
final class SumStorage: SeriesStorage {
    /// Padded to two cache lines, because processors fetch them in pairs.
    private struct Stripe: ~Copyable {
        /// An `Int64`, or the bits of a `Double`.
        let bits = Atomic<UInt64>(0)
        /// Whether something was added since the last collection that resets. Set after the addition: a collection that does not
        /// see it yet leaves the addition to the next one.
        let isTouched = Atomic<Bool>(false)
        private let padding: InlineArray<14, UInt64> = .init(repeating: 0)
    }

    private static let stripeCount = ProcessInfo.processInfo.activeProcessorCount > 1 ? 4 : 1  // a power of two

    // Set once, before anyone else has the object, and freed after everyone has let go of it.
    nonisolated(unsafe) private let stripes: UnsafeMutablePointer<Stripe>
    private let isFloatingPoint: Bool
    private let start = Atomic<UInt64>(0)
    /// What collections have taken away, so that the whole is known; only ``set(_:)`` asks for it.
    private let carried = Mutex(0.0)

    init(isFloatingPoint: Bool) {
        self.isFloatingPoint = isFloatingPoint
        stripes = .allocate(capacity: Self.stripeCount)
        for index in 0..<Self.stripeCount { (stripes + index).initialize(to: Stripe()) }
    }

    deinit {
        stripes.deinitialize(count: Self.stripeCount)
        stripes.deallocate()
    }

    func record(_ value: Int64) {
        guard !isFloatingPoint else { return record(Double(value)) }
        let index = ThreadState.withCurrent { $0.index } & (Self.stripeCount &- 1)
        stripes[index].bits.wrappingAdd(UInt64(bitPattern: value), ordering: .relaxed)
        if !stripes[index].isTouched.load(ordering: .relaxed) { touch(index) }
    }

    func record(_ value: Double) {
        guard isFloatingPoint else { return record(Int64(clamping: value)) }
        let index = ThreadState.withCurrent { $0.index } & (Self.stripeCount &- 1)
        var old = stripes[index].bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).finite.bitPattern
            let (isDone, current) = stripes[index].bits.weakCompareExchange(
                expected: old,
                desired: new,
                ordering: .relaxed
            )
            if isDone { break }
            old = current
        }
        if !stripes[index].isTouched.load(ordering: .relaxed) { touch(index) }
    }

    @inline(never)
    private func touch(_ index: Int) {
        if start.load(ordering: .relaxed) == 0 {
            _ = start.compareExchange(expected: 0, desired: Clocks.wall(), ordering: .relaxed)
        }
        stripes[index].isTouched.store(true, ordering: .releasing)
    }

    /// Makes the whole sum `value`, by an addition. Those who set at the same time come one after the other.
    func set(_ value: Double) {
        carried.withLock { carried in
            let total = carried + number(sum())
            record(value - total)
        }
    }

    func collect(resets: Bool) -> CollectedValue? {
        var isTouched = false
        for index in 0..<Self.stripeCount {
            let touched =
                resets
                ? stripes[index].isTouched.exchange(false, ordering: .acquiring)
                : stripes[index].isTouched.load(ordering: .acquiring)
            isTouched = isTouched || touched
        }
        guard resets else {
            return isTouched ? CollectedValue(value: .number(sum()), start: start.load(ordering: .relaxed)) : nil
        }
        // Taken in any case: an addition whose thread has seen the mark of an earlier one is not marked again.
        let sum = carried.withLock { carried in
            let taken = take()
            carried = (carried + number(taken)).finite
            return taken
        }
        guard isTouched || number(sum) != 0 else { return nil }
        return CollectedValue(value: .number(sum), start: start.load(ordering: .relaxed))
    }

    func clear() {
        carried.withLock { carried in
            _ = take()
            carried = 0
        }
        for index in 0..<Self.stripeCount { stripes[index].isTouched.store(false, ordering: .relaxed) }
        start.store(0, ordering: .relaxed)
    }

    private func sum() -> OTLP.Number {
        sum { stripes[$0].bits.load(ordering: .relaxed) }
    }

    private func take() -> OTLP.Number {
        sum { stripes[$0].bits.exchange(0, ordering: .relaxed) }  // 0 has the same bits in both forms
    }

    private func sum(_ bits: (Int) -> UInt64) -> OTLP.Number {
        if isFloatingPoint {
            return .double((0..<Self.stripeCount).reduce(0) { $0 + Double(bitPattern: bits($1)) }.finite)
        }
        return .int(Int64(bitPattern: (0..<Self.stripeCount).reduce(0) { $0 &+ bits($1) }))
    }

    private func number(_ number: OTLP.Number) -> Double {
        switch number {
        case .int(let value): Double(value)
        case .double(let value): value
        }
    }
}

extension Int64 {
    /// The whole number next to zero; the largest or smallest for what is beyond them. 0 for NaN.
    init(clamping value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}

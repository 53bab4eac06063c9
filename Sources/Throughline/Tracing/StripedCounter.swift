import Synchronization

/// A few counters that many threads increment: each has a cache line of its own for all of them, as far as there are enough.
final class StripedCounter: Sendable {
    /// How many counters there are: two cache lines full, because processors fetch them in pairs.
    static let slotCount = 16

    private static let stripeCount = 16  // a power of two

    // Set once, before anyone else has the object, and freed after everyone has let go of it.
    nonisolated(unsafe) private let counts: UnsafeMutablePointer<Atomic<Int>>

    init() {
        counts = .allocate(capacity: Self.stripeCount * Self.slotCount)
        for index in 0..<Self.stripeCount * Self.slotCount { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: Self.stripeCount * Self.slotCount)
        counts.deallocate()
    }

    /// - Parameter slot: Which of the counters, less than ``slotCount``.
    @inline(__always)
    func increment(_ slot: Int = 0) {
        let index = ThreadState.withCurrent { $0.index } & (Self.stripeCount &- 1)
        counts[index &* Self.slotCount &+ slot & (Self.slotCount &- 1)].wrappingAdd(1, ordering: .relaxed)
    }

    /// The sum of the first counter.
    var value: Int { value(0) }

    /// The sum of one of the counters, which is exact once nobody counts any more.
    func value(_ slot: Int) -> Int {
        (0..<Self.stripeCount).reduce(0) { $0 &+ counts[$1 &* Self.slotCount &+ slot].load(ordering: .relaxed) }
    }
}

import Synchronization

/// A counter that many threads increment: each has a cache line of its own, as far as there are enough.
final class StripedCounter: Sendable {
    /// Padded to two cache lines, because processors fetch them in pairs.
    private struct Stripe: ~Copyable {
        let count = Atomic<Int>(0)
        private let padding: InlineArray<15, Int> = .init(repeating: 0)
    }

    private static let stripeCount = 16  // a power of two

    // Set once, before anyone else has the object, and freed after everyone has let go of it.
    nonisolated(unsafe) private let stripes: UnsafeMutablePointer<Stripe>

    init() {
        stripes = .allocate(capacity: Self.stripeCount)
        for index in 0..<Self.stripeCount { (stripes + index).initialize(to: Stripe()) }
    }

    deinit {
        stripes.deinitialize(count: Self.stripeCount)
        stripes.deallocate()
    }

    @inline(__always)
    func increment() {
        let index = ThreadState.withCurrent { $0.index } & (Self.stripeCount &- 1)
        stripes[index].count.wrappingAdd(1, ordering: .relaxed)
    }

    /// The sum, which is exact once nobody counts any more.
    var value: Int {
        (0..<Self.stripeCount).reduce(0) { $0 &+ stripes[$1].count.load(ordering: .relaxed) }
    }
}

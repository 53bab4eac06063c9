import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What the SDK keeps for each thread: a generator of random numbers, and a small number that tells the thread from others.
///
/// It spares the hot path every lock and cache line that threads would share.
struct ThreadState {
    /// A number that threads get in turn, from 0.
    let index: Int
    var random: RandomBits
    /// How many log calls of this thread are inside each other.
    var logDepth = 0

    /// Runs `body` on the calling thread's own state. `body` must not suspend or call back into `withCurrent`.
    @inline(__always)
    static func withCurrent<Result>(_ body: (inout ThreadState) -> Result) -> Result {
        guard let key else {
            var state = ThreadState(index: 0, random: RandomBits())  // the system has no key left: slower, not wrong
            return body(&state)
        }
        if let known = pthread_getspecific(key) {
            return body(&known.assumingMemoryBound(to: ThreadState.self).pointee)
        }
        return body(&makeCurrent(key).pointee)
    }

    private static let count = Atomic<Int>(0)

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        #if canImport(Darwin)
        let status = pthread_key_create(&key) { $0.deallocate() }
        #else
        let status = pthread_key_create(&key) { $0?.deallocate() }
        #endif
        return status == 0 ? key : nil
    }()

    @inline(never)
    private static func makeCurrent(_ key: pthread_key_t) -> UnsafeMutablePointer<ThreadState> {
        let index = count.wrappingAdd(1, ordering: .relaxed).oldValue
        let state = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
        state.initialize(to: ThreadState(index: index, random: RandomBits()))
        pthread_setspecific(key, state)
        return state
    }
}

/// xoshiro256++, seeded by the system: fast, evenly distributed, not for secrets.
///
/// Algorithm: https://prng.di.unimi.it/
struct RandomBits {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    init() {
        var system = SystemRandomNumberGenerator()
        s0 = system.next()
        s1 = system.next()
        s2 = system.next()
        s3 = system.next() | 1  // the state must not be all zero
    }

    mutating func next() -> UInt64 {
        let result = rotated(s0 &+ s3, 23) &+ s0
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = rotated(s3, 45)
        return result
    }

    /// Any number but zero.
    mutating func nextNonZero() -> UInt64 {
        while true {
            let value = next()
            if value != 0 { return value }
        }
    }

    private func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value << count | value >> (64 &- count)
    }
}

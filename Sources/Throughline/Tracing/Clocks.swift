#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The two clocks of a span, in nanoseconds.
enum Clocks {
    /// The time since 1970, which a clock adjustment may move in either direction.
    static func wall() -> UInt64 { read(CLOCK_REALTIME) }

    /// A time that only grows, with no relation to any date.
    static func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }

    @inline(__always)
    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(bitPattern: Int64(time.tv_sec)) &* 1_000_000_000 &+ UInt64(bitPattern: Int64(time.tv_nsec))
    }
}

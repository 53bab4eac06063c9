import Foundation

/// What this process has used of the machine.
enum Usage {
    /// CPU time of all threads, in nanoseconds.
    static func cpu() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Time on a clock that only grows, in nanoseconds.
    static func wall() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// The largest amount of memory that was resident so far, in bytes.
    static func peakMemory() -> Int {
        var usage = rusage()
        #if canImport(Darwin)
        let whole = RUSAGE_SELF
        #else
        let whole = __rusage_who_t(RUSAGE_SELF.rawValue)
        #endif
        getrusage(whole, &usage)
        #if canImport(Darwin)
        return usage.ru_maxrss
        #else
        return usage.ru_maxrss * 1024
        #endif
    }
}

import Foundation

/// What time it is: for people and delays, and for leases.
///
/// Delays go by the time of day. Leases go by the time since the machine has started, so that nobody who sets the clock frees a
/// job that runs, or keeps one from being rescued. The two begin anew with every start, which the machine gives a name.
struct BrokerClock: Sendable {
    /// The name of the machine's start; `nil` where leases go by the time of day.
    var boot: String?
    var date: @Sendable () -> Date
    /// The time that leases go by.
    var uptime: @Sendable () -> Timestamp

    var now: Timestamp { Timestamp(date()) }

    /// When a lease ends, for people.
    func date(ofLease end: Timestamp) -> Date {
        let (left, overflow) = end.microseconds.subtractingReportingOverflow(uptime().microseconds)
        return overflow ? .distantFuture : date().addingTimeInterval(Double(left) / 1_000_000)
    }
}

extension BrokerClock {
    static let system: BrokerClock = {
        guard let boot = Self.bootName() else { return BrokerClock { Date() } }
        return BrokerClock(boot: boot, date: { Date() }, uptime: { Self.timeSinceStart() })
    }()

    /// Both go by one clock.
    init(_ date: @escaping @Sendable () -> Date) {
        self.init(boot: nil, date: date, uptime: { Timestamp(date()) })
    }

    /// Also while the machine sleeps.
    private static func timeSinceStart() -> Timestamp {
        #if canImport(Darwin)
        let clock = CLOCK_MONOTONIC
        #else
        let clock = CLOCK_BOOTTIME
        #endif
        var time = timespec()
        clock_gettime(clock, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    private static func bootName() -> String? {
        #if canImport(Darwin)
        var length = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &length, nil, 0) == 0, length > 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: length)
        guard sysctlbyname("kern.bootsessionuuid", &bytes, &length, nil, 0) == 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        #else
        // proc(5)
        let name = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return name.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.flatMap { $0.isEmpty ? nil : $0 }
        #endif
    }
}

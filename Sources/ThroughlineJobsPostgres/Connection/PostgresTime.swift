import Foundation

/// A time as PostgreSQL has it: whole microseconds, here since 1970.
struct PostgresTime: Hashable, Sendable {
    var microseconds: Int64

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    init(_ date: Date) {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        // A timestamp ends with the year 294276; what is meant to be later is meant to be never.
        self.microseconds = microseconds.isNaN ? 0 : Int64(max(-6e16, min(9e18, microseconds)))
        self.microseconds = min(self.microseconds, Self.latest)
    }

    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// The binary form counts from the year 2000.
    var wire: Int64 { microseconds - Self.epoch }

    init(wire: Int64) {
        let (sum, overflow) = wire.addingReportingOverflow(Self.epoch)
        // `infinity` and `-infinity` are the ends of the range.
        microseconds = overflow ? Self.latest : sum
    }

    private static let epoch: Int64 = 946_684_800_000_000
    private static let latest: Int64 = 9_000_000_000_000_000_000
}

extension Duration {
    /// In microseconds, as long as a time and this can be added: 100,000 years.
    var postgresMicroseconds: Int64 {
        Int64(max(-3e18, min(3e18, self / .microseconds(1))))
    }
}

import Foundation
import GRDB

/// A time as the tables have it: microseconds since 1970.
struct Timestamp: Sendable, Hashable {
    var microseconds: Int64

    init(_ date: Date) {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        // Beyond is further away than anyone means: 290,000 years.
        self.microseconds = microseconds.isNaN ? 0 : Int64(max(-9e18, min(9e18, microseconds)))
    }

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// This time and a while, as far as 64 bits go.
    func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        return Timestamp(microseconds: overflow ? .max : sum)
    }

    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }
}

extension Timestamp: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { microseconds.databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Timestamp? {
        Int64.fromDatabaseValue(value).map(Timestamp.init(microseconds:))
    }
}

extension Duration {
    /// In microseconds, as near as 64 bits allow.
    var wholeMicroseconds: Int64 {
        let microseconds = self / .microseconds(1)
        return Int64(max(-9e18, min(9e18, microseconds)))
    }
}

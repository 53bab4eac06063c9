import Foundation
import Synchronization

/// What time it is in the database, as far as it can be known here: what it said last, and the time that has gone by since, by a
/// clock that nobody sets.
final class DatabaseClock: Sendable {
    private let fixed: (@Sendable () -> Date)?
    private let anchor = Mutex<(instant: ContinuousClock.Instant, time: PostgresTime)?>(nil)

    /// - Parameter fixed: What time it is instead, for tests.
    init(_ fixed: (@Sendable () -> Date)?) {
        self.fixed = fixed
    }

    var now: Date {
        if let fixed { return fixed() }
        guard let anchor = anchor.withLock({ $0 }) else { return Date() }
        return anchor.time.date.addingTimeInterval((.now - anchor.instant) / .seconds(1))
    }

    /// The time that the database is to go by; `nil` for its own.
    var override: PostgresTime? { fixed.map { PostgresTime($0()) } }

    /// Whether the database has said what time it is.
    var isSet: Bool { anchor.withLock { $0 != nil } }

    func set(_ time: PostgresTime?) {
        guard let time else { return }
        anchor.withLock { $0 = (.now, time) }
    }
}

import Foundation
import Synchronization

/// A clock that stands still unless it is moved.
final class TestClock: Sendable {
    // Whole milliseconds, which a broker that stores whole microseconds gives back as they were.
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0.addTimeInterval(seconds) }
    }
}

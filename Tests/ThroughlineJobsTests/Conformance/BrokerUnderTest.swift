import Foundation
import Synchronization
import Testing
import ThroughlineJobs

/// A broker, and the clock that it tells the time by.
struct BrokerUnderTest: Sendable {
    let broker: any Broker
    let clock: TestClock
}

/// The brokers that hold to the contract.
enum BrokerKind: String, CaseIterable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { rawValue }

    func make() throws -> BrokerUnderTest {
        let clock = TestClock()
        switch self {
        case .memory: return BrokerUnderTest(broker: InMemoryBroker(clock: { clock.now }), clock: clock)
        case .sqlite:
            let broker = try SQLiteBroker(path: TemporaryFile.path(), clock: { clock.now })
            return BrokerUnderTest(broker: broker, clock: clock)
        }
    }
}

extension BrokerKind {
    /// A broker whose clock goes as all do.
    func makeInTime() throws -> any Broker {
        switch self {
        case .memory: InMemoryBroker()
        case .sqlite: try SQLiteBroker(path: TemporaryFile.path())
        }
    }
}

/// A clock that stands still unless it is moved.
final class TestClock: Sendable {
    // Whole milliseconds, which a broker that stores whole microseconds gives back as they were.
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0.addTimeInterval(seconds) }
    }
}

/// Files of this test run, in a folder that is removed when the process ends.
enum TemporaryFile {
    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "throughline-jobs-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        atexit { TemporaryFile.remove() }
        return folder
    }()

    static func path(_ suffix: String = ".sqlite") -> String {
        folder.appending(path: UUID().uuidString + suffix).path(percentEncoded: false)
    }

    private static func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}

import Foundation
import Logging
import Synchronization
import TestSupport
import Testing
import ThroughlineJobs

#if PostgreSQL
import ThroughlineJobsPostgres
#endif

/// A broker, and the clock that it tells the time by.
struct BrokerUnderTest: Sendable {
    let broker: any Broker
    let clock: TestClock
}

/// The brokers that hold to the contract.
enum BrokerKind: String, CaseIterable, CustomTestStringConvertible {
    case memory, sqlite, postgres

    /// Those that are here: PostgreSQL needs the trait and a server.
    static var allCases: [BrokerKind] {
        #if PostgreSQL
        PostgresServer.isInstalled ? [.memory, .sqlite, .postgres] : [.memory, .sqlite]
        #else
        [.memory, .sqlite]
        #endif
    }

    var testDescription: String { rawValue }

    func make() async throws -> BrokerUnderTest {
        let clock = TestClock()
        switch self {
        case .memory: return BrokerUnderTest(broker: InMemoryBroker(clock: { clock.now }), clock: clock)
        case .postgres: return BrokerUnderTest(broker: try await postgres(clock), clock: clock)
        case .sqlite:
            let broker = try SQLiteBroker(path: TemporaryFile.path(), clock: { clock.now })
            return BrokerUnderTest(broker: broker, clock: clock)
        }
    }
}

extension BrokerKind {
    /// Those that several processes can use.
    static var shared: [BrokerKind] { allCases.filter { $0 != .memory } }

    /// Where a new broker is that several processes can use.
    func address() async throws -> String {
        switch self {
        case .memory, .sqlite: TemporaryFile.path()
        case .postgres: try await PostgresServer.shared().url()
        }
    }

    /// A broker whose clock goes as all do.
    func makeInTime() async throws -> any Broker {
        switch self {
        case .memory: InMemoryBroker()
        case .sqlite: try SQLiteBroker(path: TemporaryFile.path())
        case .postgres: try await postgres(nil)
        }
    }

    /// A broker in a schema of its own, which listens already: that it has begun to counts as new work.
    private func postgres(_ clock: TestClock?) async throws -> any Broker {
        #if PostgreSQL
        let url = try await PostgresServer.shared().url()
        var now: (@Sendable () -> Date)?
        if let clock { now = { clock.now } }
        var options = PostgresBroker.Options()
        options.connections = 2
        options.logger.logLevel = .critical
        let broker = try PostgresBroker(url: url, options: options, creates: true, clock: now)
        let number = broker.workNumber()
        try await broker.start()
        await broker.waitForWork(since: number, timeout: .seconds(60))
        return broker
        #else
        throw NotBuiltIn()
        #endif
    }

    private struct NotBuiltIn: Error {}
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

import Foundation
import Synchronization
import ThroughlineJobs

/// How long this process's attempts took, by queue. It goes along with the worker's reports, so that other processes can show it.
final class Timings: Sendable {
    private let sketches: Mutex<[InboxQueue: DurationSketch]>

    init(_ queues: [InboxQueue]) {
        sketches = Mutex(Dictionary(uniqueKeysWithValues: queues.map { ($0, DurationSketch()) }))
    }

    func record(_ duration: Duration, failed: Bool, in queue: String) {
        guard let queue = InboxQueue(queue) else { return }
        sketches.withLock { $0[queue]?.record(duration, failed: failed) }
    }

    var all: [InboxQueue: DurationSketch] { sketches.withLock { $0 } }

    // MARK: In a report

    func encoded() -> [UInt8]? {
        let named = Dictionary(uniqueKeysWithValues: all.map { ($0.key.description, $0.value) })
        return (try? JSONEncoder().encode(named)).map { [UInt8]($0) }
    }

    /// What a worker has said; empty for one that is no inbox's.
    static func decoded(_ report: WorkerReport) -> [InboxQueue: DurationSketch] {
        guard let details = report.details,
            let named = try? JSONDecoder().decode([String: DurationSketch].self, from: Data(details))
        else { return [:] }
        return named.reduce(into: [:]) { sketches, pair in
            if let queue = InboxQueue(pair.key) { sketches[queue] = pair.value }
        }
    }
}

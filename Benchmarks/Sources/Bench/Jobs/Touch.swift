import Synchronization
import ThroughlineJobs

/// A job that does nothing but say when.
struct Touch: Job {
    static let name = "touch"
    let number: Int

    func run(_ context: JobContext) async throws {
        Self.starts.withLock { $0 }?.started(number)
    }

    /// Where the jobs of this process say it.
    static let starts = Mutex<StartTimes?>(nil)
}

import Foundation

/// When jobs have started: a file that all processes have in memory, 8 bytes a job, nanoseconds of the monotonic clock.
/// `Python/start_times.py` is the same.
///
/// Each job writes a word of its own, and whoever waits looks again and again, so that there is nothing to synchronize:
/// `@unchecked Sendable`.
final class StartTimes: @unchecked Sendable {
    private let slots: UnsafeMutableBufferPointer<Int64>

    /// Makes the file, full of zeros.
    static func create(_ path: String, jobs: Int) throws {
        try Data(count: jobs * 8).write(to: URL(fileURLWithPath: path))
    }

    init(_ path: String) throws {
        let file = open(path, O_RDWR)
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        guard file >= 0, size > 0, let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            memory != MAP_FAILED
        else { throw CocoaError(.fileReadUnknown) }
        slots = UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: Int64.self), count: size / 8)
    }

    subscript(job: Int) -> Int64 { slots[job] }

    func started(_ job: Int) {
        slots[job] = Int64(Usage.wall())
    }

    /// The first start of all.
    var first: Int64 { slots.min() ?? 0 }

    /// Returns when all of these jobs have started.
    func wait(_ jobs: Range<Int>) async throws {
        let end = ContinuousClock.now + .seconds(120)
        for job in jobs {
            while slots[job] == 0 {
                guard ContinuousClock.now < end else { throw NotStarted(job: job) }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    struct NotStarted: Error {
        let job: Int
    }
}

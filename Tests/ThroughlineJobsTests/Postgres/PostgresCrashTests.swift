#if PostgreSQL
import Evidence
import Foundation
import Synchronization
import TestSupport
import Testing
import ThroughlineJobs
import ThroughlineJobsPostgres

@testable import JobsTestWorker

/// A database that dies under load, as when its machine's process is killed, while workers in processes of their own use it.
///
/// `THROUGHLINE_KILL_JOBS` says how many jobs there are, ten times: 2,000 unless it does; `make soak` takes 100,000.
@Suite(
    "Workers whose database is killed (KillTests)",
    .enabled(if: PostgresServer.isInstalled, "needs PostgreSQL"),
    .timeLimit(.minutes(60))
)
struct PostgresCrashTests {
    private let jobs = (ProcessInfo.processInfo.environment["THROUGHLINE_KILL_JOBS"].flatMap(Int.init) ?? 2_000) / 5

    /// The jobs that were acknowledged, by their numbers.
    private final class Ledger: Sendable {
        private let ids = Mutex<[Int: JobID]>([:])

        var all: [Int: JobID] { ids.withLock { $0 } }

        func add(_ number: Int, _ id: JobID) { ids.withLock { $0[number] = id } }
    }

    @Test("lose nothing that was acknowledged, and go on when it is there again")
    func crash() async throws {
        let server = try await PostgresServer()
        let address = server.url()
        let path = TemporaryFile.path()
        let effects = try Effects(path: path)
        let queue = JobQueue(quiet: try openBroker(address))
        let workers = try (0..<2).map { _ in
            try WorkerProcess(["work", address, path, TemporaryFile.path(".spans"), "700"])
        }
        let acknowledged = Ledger()
        let enqueueing = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for producer in 0..<4 {
                    group.addTask {
                        for number in stride(from: producer, to: jobs, by: 4) {
                            // Whether one that failed is stored, nobody knows: it does not count.
                            let options = JobOptions(keep: .seconds(36_000))
                            guard let job = try? await queue.enqueue(EffectJob(number: number), options: options)
                            else { continue }
                            acknowledged.add(number, job.id)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        var crashes = 0
        while try await effects.count() < jobs * 3 / 4, crashes < max(3, jobs / 500) {
            // Some more is done before the next one, so that there is always somebody at work.
            let goal = try await effects.count() + jobs / 10
            while try await effects.count() < goal, acknowledged.all.count < jobs {
                try await Task.sleep(for: .milliseconds(5))
            }
            crashes += 1
            await server.crash()
            try await server.start()
        }
        try await enqueueing.value
        let ids = acknowledged.all
        while true {
            let counts = (try? await queue.broker.counts(EntryFilter())) ?? [:]
            #expect(counts[.dead] ?? 0 == 0)
            if !counts.isEmpty, counts.keys.allSatisfy(\.hasEnded) { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        for worker in workers { worker.send(SIGTERM) }
        for worker in workers { #expect(await worker.end() == 0) }

        let stored = Dictionary(
            uniqueKeysWithValues: try await queue.broker.entries(EntryFilter(limit: jobs * 2)).map { ($0.id, $0) }
        )
        let done = Dictionary(grouping: try await effects.all(), by: \.number)
        for (number, id) in ids {
            #expect(stored[id]?.state == .succeeded, "job \(number) was acknowledged, and is lost")
            #expect(done[number]?.isEmpty == false, "job \(number) was never done")
            let attempts = done[number]?.map(\.attempt) ?? []
            #expect(Set(attempts).count == attempts.count, "job \(number): one attempt did it twice")
        }
        #expect(crashes > 0)
        let again = done.values.reduce(0) { $0 + $1.count - 1 }
        print(
            "\(ids.count) of \(jobs) jobs acknowledged, \(crashes) crashes of the database: none lost, \(again) done again."
        )
        await server.stop()
    }
}
#endif

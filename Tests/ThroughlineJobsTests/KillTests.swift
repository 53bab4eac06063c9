import Evidence
import Foundation
import Testing
import ThroughlineJobs
import Tracing

@testable import JobsTestWorker

/// Workers in processes of their own, killed and frozen at random moments while there is work.
///
/// `THROUGHLINE_KILL_JOBS` says how many jobs there are: 2,000 unless it does; `make soak` takes 100,000.
@Suite("Workers that are killed", .serialized)
struct KillTests {
    private let jobs = ProcessInfo.processInfo.environment["THROUGHLINE_KILL_JOBS"].flatMap(Int.init) ?? 2_000
    private let effects = TemporaryFile.path()
    private let spans = TemporaryFile.path(".spans")

    private func worker(_ broker: String) throws -> WorkerProcess {
        try WorkerProcess(["work", broker, effects, spans, "700"])
    }

    @Test(
        "lose no job, count every attempt, and leave every trace whole",
        .timeLimit(.minutes(60)),
        arguments: BrokerKind.shared
    )
    func kill(_ kind: BrokerKind) async throws {
        let address = try await kind.address()
        let effects = try Effects(path: effects)
        let queue = JobQueue(quiet: try openBroker(address))
        let enqueueing = Task { try await enqueueAll(queue) }
        let violence = try await killWorkers(
            address,
            until: {
                try await queue.broker.counts(EntryFilter(states: [.succeeded, .dead]))[.succeeded] ?? 0 >= jobs
            }
        )
        let ids = try await enqueueing.value

        let stored = try await queue.broker.entries(EntryFilter(limit: jobs * 2))
        #expect(stored.count == jobs)
        #expect(stored.allSatisfy { $0.state == .succeeded })
        let attempts = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0.attempt) })
        #expect(violence.kills > 0)
        #expect(violence.freezes > 0)
        let duplicates = try await checkEffects(effects.all(), ids, attempts, victims: violence.victims)
        let lost = try checkTraces(ids, attempts)
        print(
            """
            \(kind): \(jobs) jobs, \(violence.kills) kills, \(violence.freezes) freezes: no job lost, \(duplicates) done more than once, \
            \(attempts.values.reduce(0, +)) attempts, of which \(lost) were lost with their workers.
            """
        )
    }

    /// The jobs' ids by their numbers.
    private func enqueueAll(_ queue: JobQueue) async throws -> [Int: JobID] {
        try await withTracer(LineTracer(path: spans)) {
            var ids: [Int: JobID] = [:]
            for start in stride(from: 0, to: jobs, by: 50) {
                try await withThrowingTaskGroup(of: (Int, JobID).self) { group in
                    for number in start..<min(start + 50, jobs) {
                        group.addTask {
                            let handle = try await queue.enqueue(
                                EffectJob(number: number),
                                options: JobOptions(keep: .seconds(36_000))
                            )
                            return (number, handle.id)
                        }
                    }
                    for try await (number, id) in group { ids[number] = id }
                }
                // No faster than the workers are, so that there is always somebody at work when somebody is killed.
                try await queue.broker.wait {
                    try await queue.broker.counts(EntryFilter(states: [.ready]))[.ready] ?? 0 <= 200
                }
            }
            return ids
        }
    }

    private struct Violence {
        var kills = 0
        var freezes = 0
        /// The processes.
        var victims: Set<Int32> = []
    }

    private func killWorkers(_ broker: String, until isDone: () async throws -> Bool) async throws -> Violence {
        var workers = try (0..<3).map { _ in try worker(broker) }
        var violence = Violence()
        while true {
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...300)))
            let index = Int.random(in: workers.indices)
            violence.victims.insert(workers[index].id)
            if violence.kills > 0, violence.freezes == 0 || Int.random(in: 0..<5) == 0 {
                // Frozen for longer than its lease, so that it wakes up with jobs that are others'.
                violence.freezes += 1
                let frozen = workers[index]
                workers[index] = try worker(broker)
                frozen.send(SIGSTOP)
                Task {
                    try await Task.sleep(for: .milliseconds(1_200))
                    frozen.send(SIGCONT)
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...300)))
                    frozen.send(SIGKILL)
                    await frozen.end()
                }
            } else {
                violence.kills += 1
                workers[index].send(SIGKILL)
                await workers[index].end()
                workers[index] = try worker(broker)
            }
            if try await isDone() { break }
        }
        for worker in workers {
            worker.send(SIGTERM)
            // One that has only just begun does not listen yet.
            #expect([0, -SIGTERM].contains(await worker.end()))
        }
        return violence
    }

    /// - Parameter victims: The processes that were killed, or frozen.
    /// - Returns: How many effects there are beyond one a job.
    private func checkEffects(
        _ rows: [Effects.Effect],
        _ ids: [Int: JobID],
        _ attempts: [JobID: Int],
        victims: Set<Int32>
    ) throws -> Int {
        let effects = Dictionary(grouping: rows, by: \.number)
        for (number, id) in ids {
            let effects = (effects[number] ?? []).sorted { $0.attempt < $1.attempt }
            let done = effects.map(\.attempt)
            let last = try #require(attempts[id])
            // The last attempt is the one that counted; each effect before it is of an attempt whose worker was lost.
            #expect(done.last == last, "job \(number): effects of attempts \(done), attempts \(last)")
            #expect(Set(done).count == done.count, "job \(number): effects of attempts \(done)")
            for effect in effects.dropLast() {
                #expect(victims.contains(effect.process), "job \(number) was done again, though nobody was lost")
            }
            if number % 10 == 0 { #expect(last >= 2, "job \(number) never failed") }
        }
        return rows.count - ids.count
    }

    /// - Returns: How many attempts failed with their workers.
    private func checkTraces(_ ids: [Int: JobID], _ attempts: [JobID: Int]) throws -> Int {
        let byJob = try SpanLine.read(spans)
        var lost = 0
        for (number, id) in ids {
            let lines = byJob[id.description] ?? []
            let sends = lines.filter { $0.name == "send effect" }
            let processes = lines.filter { $0.name == "process effect" }
            let send = try #require(sends.first, "job \(number) has no send span")
            #expect(sends.count == 1)
            #expect(processes.allSatisfy { $0.trace == send.trace && $0.parent == send.span }, "job \(number)")
            let last = try #require(attempts[id])
            #expect(
                processes.contains { $0.attempt == last && !$0.isError },
                "job \(number): attempt \(last) is not there"
            )
            // Each attempt has its span, also where its worker died, and whoever told of that.
            let told = Set(processes.map(\.attempt)).sorted()
            #expect(told == Array(1...last), "job \(number): spans of attempts \(told), attempts \(last)")
            lost += Set(processes.filter { $0.isError && !(number % 10 == 0 && $0.attempt == 1) }.map(\.attempt)).count
        }
        return lost
    }
}

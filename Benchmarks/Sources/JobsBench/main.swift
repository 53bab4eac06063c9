import Foundation
import Logging
import Synchronization
import ThroughlineJobs

// What a job costs on SQLite: write-ahead log, synchronous=FULL, acknowledgement, leases, signature.
//
//     JobsBench [JOBS] [FOLDER]

let count = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 20_000 : 20_000
let folder = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : NSTemporaryDirectory()

struct Nothing: Job {
    static let name = "nothing"
    let number: Int

    func run(_ context: JobContext) async throws {
        Board.started(number)
    }
}

/// When jobs have started, and how many.
enum Board {
    private static let starts = Mutex<[ContinuousClock.Instant?]>([])
    private static let number = Atomic(0)

    static func clear(_ count: Int) {
        starts.withLock { $0 = Array(repeating: nil, count: count) }
        number.store(0, ordering: .relaxed)
    }

    static func started(_ job: Int) {
        let now = ContinuousClock.now
        starts.withLock { if $0[job] == nil { $0[job] = now } }
        number.add(1, ordering: .relaxed)
    }

    static func start(_ job: Int) -> ContinuousClock.Instant? { starts.withLock { $0[job] } }
    static var count: Int { number.load(ordering: .relaxed) }
}

func rate(_ name: String, _ count: Int, _ body: () async throws -> Void) async rethrows {
    let start = (ContinuousClock.now, cpuSeconds())
    try await body()
    report(name, count, since: start)
}

func report(_ name: String, _ count: Int, since start: (ContinuousClock.Instant, Double)) {
    let seconds = (ContinuousClock.now - start.0) / .seconds(1)
    let cpu = cpuSeconds() - start.1
    print("\(name): \(Int(Double(count) / seconds)) a second, \(Int(cpu / Double(count) * 1e6)) µs of CPU each")
}

/// The time that the processors have spent on this process.
func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

func makeQueue(_ path: String) throws -> JobQueue {
    var options = JobQueue.Options()
    options.logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    return JobQueue(broker: try SQLiteBroker(path: path), options: options)
}

func withWorker(_ queue: JobQueue, concurrency: Int, _ body: () async throws -> Void) async throws {
    var options = Worker.Options()
    options.concurrency = concurrency
    let worker = Task { [options] in try await Worker(queue, jobs: [Nothing.self], options: options).run() }
    try await body()
    worker.cancel()
    try await worker.value
}

func waitUntilEmpty(_ queue: JobQueue) async throws {
    while true {
        let number = queue.broker.workNumber()
        if try await queue.broker.counts(EntryFilter()).isEmpty { return }
        await queue.broker.waitForWork(since: number, timeout: .seconds(1))
    }
}

let path = folder + "/jobs-bench-\(UUID().uuidString).sqlite"
defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
let queue = try makeQueue(path)
Board.clear(count)

try await rate("enqueue, one by one", count / 4) {
    for number in 0..<(count / 4) { try await queue.enqueue(Nothing(number: number)) }
}
try await rate("enqueue, 64 producers", count / 2) {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for producer in 0..<64 {
            group.addTask {
                for number in stride(from: producer, to: count / 2, by: 64) {
                    try await queue.enqueue(Nothing(number: number))
                }
            }
        }
        try await group.waitForAll()
    }
}
try await rate("enqueue, in bulk by 1,000", count / 4) {
    for _ in 0..<(count / 4_000) { try await queue.enqueue((0..<1_000).map { Nothing(number: $0) }) }
}
let waiting = try await queue.broker.counts(EntryFilter()).values.reduce(0, +)
let start = (ContinuousClock.now, cpuSeconds())
try await withWorker(queue, concurrency: 500) { try await waitUntilEmpty(queue) }
report("process, 500 at once", waiting, since: start)

for (name, producer) in [("this broker", queue), ("another broker on the file", try makeQueue(path))] {
    let jobs = 250
    Board.clear(jobs)
    try await withWorker(queue, concurrency: 16) {
        try await Task.sleep(for: .milliseconds(200))
        var delays: [Duration] = []
        for number in 0..<jobs {
            try await producer.enqueue(Nothing(number: number))
            let enqueued = ContinuousClock.now
            try await Task.sleep(for: .milliseconds(20))
            if let start = Board.start(number) { delays.append(max(.zero, start - enqueued)) }
        }
        delays.sort()
        let p50 = delays[delays.count / 2] / .milliseconds(1)
        let p99 = delays[delays.count * 99 / 100] / .milliseconds(1)
        print("pick-up from \(name), \(delays.count) jobs at 50 a second: p50 \(p50) ms, p99 \(p99) ms")
    }
}

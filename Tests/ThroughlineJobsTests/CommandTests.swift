import Foundation
import Testing

@testable import ThroughlineJobs

/// The built `throughline`, as a user calls it.
@Suite("throughline jobs", .timeLimit(.minutes(2)))
struct CommandTests {
    private let path = TemporaryFile.path()

    /// A dead letter, a job that runs, one that waits for its time, and one that is ready.
    private func makeJobs() async throws -> (queue: JobQueue, dead: JobID, ready: JobID) {
        let queue = JobQueue(quiet: try SQLiteBroker(path: path))
        let dead = try await queue.enqueue(Scripted(number: 1), options: JobOptions(name: "first", retry: .never))
        let claimed = try await queue.broker.claim(.of("default", worker: "w"))
        _ = try await queue.broker.settle([Settlement(claim: claimed[0].claim, outcome: .dead(error: "no\u{1B}[31m"))])
        try await queue.enqueue(Scripted(number: 2), options: JobOptions(queue: "mail"))
        _ = try await queue.broker.claim(.of("mail", worker: "postman"))
        try await queue.enqueue(Scripted(number: 3), options: JobOptions(start: .after(.seconds(3_600))))
        let ready = try await queue.enqueue(Scripted(number: 4), options: JobOptions(group: "g"))
        return (queue, dead.id, ready.id)
    }

    private func throughline(_ arguments: String...) async throws -> (status: Int32, output: String) {
        try await Command.run("throughline", ["jobs"] + arguments + ["--broker", "sqlite:\(path)"])
    }

    @Test("list and show say what there is, for people and as JSON")
    func list() async throws {
        let (_, dead, ready) = try await makeJobs()
        let list = try await throughline("list").output
        #expect(list.split(separator: "\n").count == 5)
        #expect(list.contains("\(dead)  dead"))
        #expect(list.contains("first"))
        #expect(!list.contains("\u{1B}"))
        let json = try await throughline("list", "--state", "ready", "--json").output
        let decoded = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(decoded.count == 1)
        #expect(decoded.first?["id"] as? String == ready.description)
        #expect(decoded.first?["payload"] as? String == #"{"number":4}"#)
        #expect(try await throughline("show", "\(dead)").output.contains("1 of 1"))
        #expect(try await throughline("show", "\(JobID())").status != 0)
    }

    @Test("queues and monitor say how they are")
    func queues() async throws {
        _ = try await makeJobs()
        let json = try await throughline("queues", "--json").output
        let queues = try JSONDecoder.iso.decode([QueueStatistics].self, from: Data(json.utf8))
        #expect(queues.map(\.queue) == ["default", "mail"])
        #expect(queues.map(\.dead) == [1, 0])
        #expect(queues.map(\.running) == [0, 1])
        let monitor = try await throughline("monitor", "--once").output
        #expect(monitor.contains("postman  1        scripted 1"))
    }

    @Test("retry, cancel, purge, pause and resume do so")
    func changes() async throws {
        let (queue, dead, ready) = try await makeJobs()
        #expect(try await throughline("retry", "--all").output == "1 job to be run again.\n")
        #expect(try await queue.broker.entry(dead)?.state == .ready)
        #expect(try await throughline("cancel", "\(ready)").output == "1 job cancelled.\n")
        #expect(try await throughline("cancel", "--all", "--queue", "default").output == "2 jobs cancelled.\n")
        #expect(try await throughline("purge", "--all").output == "1 job deleted.\n")
        #expect(try await throughline("pause", "mail").status == 0)
        #expect(try await queue.broker.statistics().last?.isPaused == true)
        #expect(try await throughline("resume", "mail").status == 0)
        #expect(try await queue.broker.statistics().last?.isPaused == false)
    }

    @Test("ask for a broker that is there, and make no file")
    func noBroker() async throws {
        let other = TemporaryFile.path()
        #expect(try await Command.run("throughline", ["jobs", "list", "--broker", "sqlite:\(other)"]).status != 0)
        #expect(!FileManager.default.fileExists(atPath: other))
        #expect(try await Command.run("throughline", ["jobs", "list", "--broker", "mysql:x"]).status != 0)
        #expect(try await Command.run("throughline", ["jobs", "list"]).status != 0)
    }
}

extension JSONDecoder {
    fileprivate static var iso: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}

/// One of this package's executables, run to its end.
enum Command {
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = WorkerProcess.directory.appending(path: name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "THROUGHLINE_BROKER" }
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        let end = Signal()
        process.terminationHandler = { _ in end.send() }
        try process.run()
        let handle = pipe.fileHandleForReading
        let output = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: handle.readDataToEndOfFile()) }
        }
        await end.wait()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

import Foundation
import GRDB
import TestSupport
import Testing

@testable import ThroughlineJobs

/// The built `throughline`, as a user calls it.
@Suite("throughline jobs", .timeLimit(.minutes(5)))
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
        try await BuiltProgram.run("throughline", ["jobs"] + arguments + ["--broker", "sqlite:\(path)"])
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
        let missing = try await throughline("show", "\(JobID())")
        #expect(missing.status == 1)
        #expect(missing.output.isEmpty)
        let first = try await throughline("list", "--limit", "1").output
        #expect(first.contains("There are more: --after \(dead)"))
        let rest = try await throughline("list", "--after", "\(dead)").output
        #expect(rest.split(separator: "\n").count == 4)
        #expect(!rest.contains("There are more"))
        #expect(try await throughline("list", "--limit", "-1").status == 64)
    }

    @Test("queues and monitor say how they are")
    func queues() async throws {
        _ = try await makeJobs()
        let json = try await throughline("queues", "--json").output
        let queues = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(queues.map { $0["queue"] as? String } == ["default", "mail"])
        #expect(queues.map { $0["dead"] as? Int } == [1, 0])
        #expect(queues.map { $0["running"] as? Int } == [0, 1])
        let monitor = try await throughline("monitor", "--once").output
        #expect(monitor.contains("default") && monitor.contains("No workers."))
    }

    @Test("monitor shows workers that work, idle, have stopped, and are lost")
    func workers() async throws {
        let broker = try SQLiteBroker(path: path)
        func report(_ name: String, _ state: WorkerReport.State, running: Int = 0, age: Double = 0) async throws {
            try await broker.report(
                WorkerReport(
                    name: name,
                    host: "box",
                    process: 7,
                    started: broker.now,
                    seen: broker.now.addingTimeInterval(-age),
                    interval: 60,
                    state: state,
                    queues: ["default", "mail"],
                    concurrency: 4,
                    running: running
                )
            )
        }
        try await report("busy", .working, running: 3)
        try await report("bored", .working)
        try await report("frozen", .working, age: 200)
        try await report("leaving", .draining)
        try await report("gone", .stopped, age: 3_600)
        try await report("forgotten", .stopped, age: 90_000)
        let lines = try await throughline("monitor", "--once").output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).prefix(5).joined(separator: " ")
        }
        for line in [
            "busy box 7 working 3/4", "bored box 7 idle 0/4", "frozen box 7 lost 0/4", "leaving box 7 draining 0/4",
            "gone box 7 stopped 0/4",
        ] { #expect(lines.contains(line)) }
        #expect(!lines.contains { $0.hasPrefix("forgotten") })
    }

    @Test("write JSON that always has the same keys")
    func shapes() async throws {
        let (queue, dead, _) = try await makeJobs()
        try await queue.schedule("s", .cron("*/5 8-18 * * mon-fri"), Scripted())
        func keys(_ arguments: String...) async throws -> String {
            let json = try await BuiltProgram.run(
                "throughline",
                ["jobs"] + arguments + ["--json", "--broker", "sqlite:\(path)"]
            )
            let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
            let object = try #require((value as? [[String: Any]])?.first ?? value as? [String: Any])
            return object.keys.sorted().joined(separator: " ")
        }
        #expect(
            try await keys("show", "\(dead)") == """
                attempt attemptLimit carrier due ended enqueued error group id isEncrypted name orderingKey payload priority \
                queue result state type worker
                """
        )
        #expect(try await keys("list") == keys("show", "\(dead)"))
        #expect(
            try await keys("queues") == """
                blocked dead failed isClosed isPaused limit oldestDue queue ready running scheduled succeeded
                """
        )
        #expect(try await keys("schedules") == "name next remaining rule type")
        #expect(try await keys("monitor", "--once") == "at perSecond queues workers")
        #expect(try await keys("retry", "--all") == "count")
    }

    @Test("show schedules, and end them")
    func schedules() async throws {
        let queue = JobQueue(quiet: try SQLiteBroker(path: path))
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        try await queue.schedule("report", .daily(hour: 3, minute: 30, in: berlin), Scripted(), repeats: 3)
        try await queue.schedule("poll", .cron("*/20 8-9 1 * mon"), Scripted())
        let text = try await throughline("schedules").output
        #expect(text.contains("scripted  30 3 * * * (Europe/Berlin)"))
        #expect(text.contains("0,20,40 8,9 1 * 1 (GMT)"))
        #expect(try await throughline("unschedule", "report").status == 0)
        #expect(try await throughline("unschedule", "report").status == 1)
        #expect(try await queue.broker.schedules().map(\.name) == ["poll"])
    }

    @Test("never steer the terminal, whatever a job's name is")
    func hostileNames() async throws {
        let queue = JobQueue(quiet: try SQLiteBroker(path: path))
        let name = "a\u{1B}[31m\u{9B}2J\u{202E}b\u{2028}c\u{200B}\u{7F}\u{E0001}"
        try await queue.enqueue(Scripted(), options: JobOptions(name: name))
        for arguments in [["list"], ["list", "--json"]] {
            let output = try await BuiltProgram.run(
                "throughline",
                ["jobs"] + arguments + ["--broker", "sqlite:\(path)"]
            )
            .output
            #expect(
                output.unicodeScalars.allSatisfy { scalar in
                    scalar == "\n" || ![.control, .format, .lineSeparator].contains(scalar.properties.generalCategory)
                }
            )
        }
        let json = try await throughline("list", "--json").output
        let jobs = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(jobs.first?["name"] as? String == name)
    }

    @Test("act on what there is when they begin, however fast it comes back")
    func retryOnce() async throws {
        let queue = JobQueue(quiet: try SQLiteBroker(path: path))
        let options = JobOptions(retry: .never)
        try await queue.enqueue((0..<20).map { Scripted(number: $0) }, options: options)
        try await queue.working(options: .quick(concurrency: 8)) { _, _ in
            throw Refused()
        } during: { _ in
            try await queue.waitUntilDone()
            // Each of them dies again within a moment.
            let retried = try await throughline("retry", "--all").output
            #expect(retried == "20 jobs to be run again.\n")
        }
    }

    @Test("stop watching when nobody reads any more")
    func closedPipe() async throws {
        _ = try await makeJobs()
        let throughline = BuiltProgram.path(of: "throughline")
        let watching = "\(throughline) jobs monitor --interval 0.1 --broker sqlite:\(path)"
        let result = try await BuiltProgram.run("/bin/sh", ["-c", "\(watching) | head -n 1; echo done"])
        #expect(result.output.hasSuffix("done\n"))
    }

    @Test("retry, cancel, purge, pause and resume do so")
    func changes() async throws {
        let (queue, dead, ready) = try await makeJobs()
        #expect(try await throughline("retry", "--all").output == "1 job to be run again.\n")
        #expect(try await queue.broker.entry(dead)?.state == .ready)
        #expect(try await throughline("cancel", "\(ready)").output == "1 job cancelled.\n")
        #expect(try await throughline("cancel", "--all", "--queue", "default").output == "2 jobs cancelled.\n")
        #expect(try await throughline("purge", "--all").output == "1 job deleted.\n")
        #expect(try await throughline("cancel", "\(dead)").status == 1)
        #expect(try await throughline("pause", "mial").status == 1)
        #expect(try await queue.broker.statistics().map(\.queue) == ["default", "mail"])
        #expect(try await throughline("limit", "mail", "3").status == 0)
        #expect(try await queue.broker.statistics().last?.limit == 3)
        #expect(try await throughline("limit", "mail").status == 0)
        #expect(try await queue.broker.statistics().last?.limit == nil)
        #expect(try await throughline("pause", "mail").status == 0)
        #expect(try await queue.broker.statistics().last?.isPaused == true)
        try await queue.setClosed(true, "mail")
        #expect(try await throughline("queues").output.contains("paused, closed"))
        #expect(try await throughline("resume", "mail").status == 0)
        #expect(try await queue.broker.statistics().last?.isPaused == false)
    }

    @Test("ask for a broker that is there, and make no file")
    func noBroker() async throws {
        let other = TemporaryFile.path()
        #expect(try await BuiltProgram.run("throughline", ["jobs", "list", "--broker", "sqlite:\(other)"]).status != 0)
        #expect(!FileManager.default.fileExists(atPath: other))
        #expect(try await BuiltProgram.run("throughline", ["jobs", "list", "--broker", "mysql:x"]).status != 0)
        #expect(try await BuiltProgram.run("throughline", ["jobs", "list"]).status != 0)
    }

    @Test("leave a file alone that has no jobs", arguments: ["", "CREATE TABLE orders (id INTEGER PRIMARY KEY)"])
    func foreignFile(sql: String) async throws {
        let other = TemporaryFile.path()
        FileManager.default.createFile(atPath: other, contents: Data())
        if !sql.isEmpty {
            let database = try DatabaseQueue(path: other)
            try await database.write { try $0.execute(sql: sql) }
            try database.close()
        }
        let before = try Data(contentsOf: URL(filePath: other))
        #expect(try await BuiltProgram.run("throughline", ["jobs", "list", "--broker", "sqlite:\(other)"]).status == 1)
        #expect(try Data(contentsOf: URL(filePath: other)) == before)
    }
}

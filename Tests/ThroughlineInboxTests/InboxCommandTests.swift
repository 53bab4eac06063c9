import Foundation
import TestSupport
import Testing

@testable import ThroughlineInbox

/// The built `throughline`, as a user calls it.
@Suite("throughline inbox", .timeLimit(.minutes(5)))
struct InboxCommandTests {
    private let path = TemporaryFile.path()

    private func throughline(_ arguments: String...) async throws -> (status: Int32, output: String) {
        try await BuiltProgram.run("throughline", ["inbox"] + arguments + ["--broker", "sqlite:\(path)"])
    }

    private func json(_ arguments: String...) async throws -> [[String: Any]] {
        let run = try await BuiltProgram.run(
            "throughline",
            ["inbox"] + arguments + ["--json", "--broker", "sqlite:\(path)"]
        )
        #expect(run.status == 0)
        let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        return try #require(value as? [[String: Any]] ?? (value as? [String: Any]).map { [$0] })
    }

    private struct Steering: Error, CustomStringConvertible {
        var description: String { "out of luck\u{1B}[31m" }
    }

    /// An inbox whose `events` has one entry that has succeeded, two that have failed, and two that wait: one for its next
    /// attempt, and one behind it. Its sender `partner` has never sent anything.
    ///
    /// - Returns: The ids of those that have failed, and of those that wait.
    private func makeInbox() async throws -> (failed: [JobID], waiting: [JobID]) {
        let inbox = try Inbox(events: SQLiteBroker(path: path), order: .key { $0.key }, retries: 1) { visit, _ in
            switch visit.key {
            case "bad": throw PermanentFailure(Steering())
            case "later": throw RetryLater(Unlucky(), after: .seconds(86_400))
            default: break
            }
        }
        let ids = try await inbox.receiving { client in
            var ids: [JobID] = []
            for (number, key) in ["good", "bad", "bad", "later", "later"].enumerated() {
                let answer = try await client.post(Visit(key: key, number: number).json)
                ids.append(try #require(answer.id))
            }
            return ids
        }
        try await inbox.processing {
            try await inbox.wait {
                let entries = try await inbox.operations.entries(.route("events"))
                return entries.map(\.state) == [.scheduled, .blocked]
            }
        }
        return (Array(ids[1...2]), Array(ids[3...4]))
    }

    @Test("list, errors and show say what there is, for people and as JSON")
    func look() async throws {
        let (failed, waiting) = try await makeInbox()
        let list = try await throughline("list", "events").output
        #expect(list.split(separator: "\n").count == 3)
        #expect(list.contains("\(waiting[0])  scheduled  1/2"))
        #expect(list.contains("\(waiting[1])  blocked    0/2"))
        #expect(list.contains("  later  ") && list.contains("out of luck"))
        let errors = try await throughline("errors", "inbox:events").output
        #expect(errors.split(separator: "\n").count == 3)
        #expect(errors.contains("\(failed[0])  failed  1/2"))
        #expect(errors.contains(#"out of luck\u{1B}[31m"#) && !errors.contains("\u{1B}"))
        #expect(try await json("errors", "events").compactMap { $0["id"] as? String } == failed.map(\.description))
        let first = try await throughline("errors", "events", "--limit", "1").output
        #expect(first.contains("There are more: --after \(failed[0])"))
        let rest = try await throughline("errors", "events", "--after", "\(failed[0])").output
        #expect(rest.contains("\(failed[1])") && !rest.contains("\(failed[0])"))

        let shown = try await throughline("show", "\(failed[0])").output
        #expect(shown.contains("inbox:events") && shown.contains("1 of 2") && shown.contains(#""number":1"#))
        let entry = try #require(try await json("show", "\(waiting[0])").first)
        #expect(
            entry.keys.sorted().joined(separator: " ") == """
                attemptLimit attempts carrier due error failed id metadata orderingKey payload queue received state worker
                """
        )
        #expect(try await throughline("show", "\(JobID())").status == 1)
    }

    @Test("queues and monitor say how routes are, and how long attempts took")
    func figures() async throws {
        _ = try await makeInbox()
        let queue = try #require(try await json("queues").first)
        #expect(queue["queue"] as? String == "inbox:events")
        #expect(queue["waiting"] as? Int == 1 && queue["blocked"] as? Int == 1)
        #expect(queue["errors"] as? Int == 2 && queue["succeeded"] as? Int == 1)
        let attempts = try #require(queue["attempts"] as? [String: Any])
        #expect(attempts["count"] as? Int == 4 && attempts["failures"] as? Int == 3)
        #expect(attempts["p99"] is Double)
        for arguments in [["queues"], ["monitor", "--once"]] {
            let text = try await BuiltProgram.run(
                "throughline",
                ["inbox"] + arguments + ["--broker", "sqlite:\(path)"]
            )
            #expect(text.output.split(separator: "\n").count == 2)
            #expect(text.output.contains("P99") && text.output.contains("inbox:events"))
        }
        let look = try #require(try await json("monitor", "--once").first)
        #expect(look.keys.sorted() == ["at", "perSecond", "queues"])
    }

    @Test("retry, drop and clear do what they say, and how often")
    func change() async throws {
        let (failed, waiting) = try await makeInbox()
        #expect(try await throughline("retry", "\(failed[0])").output == "1 entry to be tried again.\n")
        #expect(try await throughline("retry", "\(failed[0])").status == 1, "it is due already")
        #expect(try await throughline("retry", "\(waiting[0])").status == 0, "it waits for its next attempt")
        #expect(try await throughline("retry", "\(JobID())").status == 1)
        #expect(try await json("retry", "--all").first?["count"] as? Int == 1)
        #expect(try await throughline("errors", "events").output == "Nothing has failed.\n")
        #expect(try await throughline("drop", "\(waiting[1])").output == "1 entry deleted.\n")
        #expect(try await throughline("drop", "\(waiting[1])").status == 1)
        #expect(try await throughline("clear", "events").output == "0 entries deleted.\n")
        #expect(try await throughline("clear", "events", "--waiting").output == "3 entries deleted.\n")
        #expect(try await throughline("list", "events").output == "Nothing waits.\n")
    }

    @Test("pause and resume say what of a queue they mean, and do it")
    func pause() async throws {
        _ = try await makeInbox()
        func paused() async throws -> [Bool?] {
            let queue = try await json("queues").first
            return [queue?["isReceivingPaused"] as? Bool, queue?["isProcessingPaused"] as? Bool]
        }
        let both = try await throughline("pause", "events").output
        #expect(both == "inbox:events: receiving and processing paused.\n")
        #expect(try await paused() == [true, true])
        #expect(try await throughline("queues").output.contains("paused"))
        #expect(
            try await throughline("resume", "events", "--processing").output == "inbox:events: processing resumed.\n"
        )
        #expect(try await paused() == [true, false])
        #expect(try await throughline("resume", "events").status == 0)
        #expect(try await paused() == [false, false])
        #expect(
            try await throughline("pause", "outbox:partner", "--new").output == "outbox:partner: processing paused.\n"
        )
        #expect(try await throughline("pause", "partner", "--receiving").status == 1)
    }

    @Test("say which routes there are, where there is no such one")
    func unknown() async throws {
        _ = try await makeInbox()
        for arguments in [["list", "event"], ["errors", "jobs:events"], ["pause", "outbox:events"], ["clear", ""]] {
            let run = try await BuiltProgram.run("throughline", ["inbox"] + arguments + ["--broker", "sqlite:\(path)"])
            #expect(run.status == 1)
            #expect(run.output.isEmpty)
        }
    }
}

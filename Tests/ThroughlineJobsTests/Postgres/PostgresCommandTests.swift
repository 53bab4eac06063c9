#if PostgreSQL
import Foundation
import Logging
import TestSupport
import Testing
import ThroughlineJobs
import ThroughlineJobsPostgres

@Suite(
    "throughline jobs and inbox by a PostgreSQL URL",
    .enabled(if: PostgresServer.isInstalled, "needs PostgreSQL"),
    .timeLimit(.minutes(2))
)
struct PostgresCommandTests {
    @Test("show and change what is there, as with a file")
    func commands() async throws {
        let url = try await PostgresServer.shared().url()
        let broker = try PostgresBroker(url: url)
        let queue = JobQueue(quiet: broker)
        let job = try await queue.enqueue(Scripted(number: 1), options: JobOptions(queue: "mail", retry: .never))
        let claim = try #require(try await broker.claim(.of("mail")).first?.claim)
        _ = try await broker.settle([Settlement(claim: claim, outcome: .dead(error: "no"))])

        func throughline(_ arguments: String...) async throws -> (status: Int32, output: String) {
            try await BuiltProgram.run("throughline", arguments + ["--broker", url])
        }
        #expect(try await throughline("jobs", "list").output.contains("\(job.id)  dead"))
        #expect(try await throughline("jobs", "retry", "--all", "--queue", "mail").status == 0)
        #expect(try await throughline("jobs", "pause", "mail").status == 0)
        #expect(try await broker.statistics().map(\.isPaused) == [true])
        #expect(try await throughline("jobs", "monitor", "--once").output.contains("mail"))
        #expect(try await throughline("inbox", "monitor", "--once").status == 0)
    }

    @Test("leave a database alone that has no jobs")
    func empty() async throws {
        let url = try await PostgresServer.shared().url(schema: "nothing")
        let result = try await BuiltProgram.run("throughline", ["jobs", "list", "--broker", url])
        #expect(result.status == 1)
        #expect(try await PostgresServer.shared().query("SELECT to_regnamespace('nothing') IS NULL") == "t")
    }
}
#else
import TestSupport
import Testing

@Suite("PostgreSQL")
struct PostgresTests {
    @Test("holds to the contract", .enabled(if: false, "needs PostgreSQL: --traits default,PostgreSQL"))
    func absent() {}
}
#endif

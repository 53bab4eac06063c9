#if PostgreSQL
import Foundation
import Logging
import TestSupport
import Testing
import ThroughlineJobs

@testable import ThroughlineJobsPostgres

@Suite(
    "The tables on PostgreSQL",
    .enabled(if: PostgresServer.isInstalled, "needs PostgreSQL"),
    .timeLimit(.minutes(2))
)
struct PostgresSchemaTests {
    private func broker(_ url: String) throws -> PostgresBroker {
        var options = PostgresBroker.Options()
        options.connections = 1
        options.logger.logLevel = .critical
        return try PostgresBroker(url: url, options: options)
    }

    @Test("are made once by processes that start together")
    func concurrentStarts() async throws {
        let url = try await PostgresServer.shared().url(
            schema: "together \"quoted\" 'x'".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await self.broker(url).enqueue([.plain()]) } }
            try await group.waitForAll()
        }
        #expect(try await broker(url).counts(EntryFilter()) == [.ready: 8])
    }

    @Test("of a later release are refused, unless that says that this one may go on")
    func laterRelease() async throws {
        let server = try await PostgresServer.shared()
        let url = server.url(schema: "later")
        try await broker(url).start()
        try await server.query(
            "INSERT INTO later.versions (version, oldest) VALUES (\(Schema.version + 1), \(Schema.version))"
        )
        try await broker(url).start()
        try await server.query("UPDATE later.versions SET oldest = version")
        let error = await #expect(throws: PostgresError.self) { try await broker(url).start() }
        #expect(error?.kind == .newerSchema)
    }

    @Test("are left alone where there are none, and somebody only looks")
    func existing() async throws {
        let server = try await PostgresServer.shared()
        let broker = try PostgresBroker(existing: server.url(schema: "nobody"))
        await #expect(throws: NoJobsInDatabase.self) { try await broker.statistics() }
        #expect(try await server.query("SELECT to_regnamespace('nobody') IS NULL") == "t")
    }

    @Test("are claimed from by the index, whatever a plan was made for")
    func plans() async throws {
        let server = try await PostgresServer.shared()
        let broker = try broker(server.url(schema: "plans"))
        // On the one connection, so that what it has counted is there when it says so.
        func scans() async throws -> [[String?]] {
            try await broker.transaction { try await $0.execute("SELECT pg_stat_force_next_flush()") }
            return try await broker.transaction {
                try await $0.execute(
                    "SELECT seq_scan FROM pg_stat_user_tables WHERE schemaname = 'plans' AND relname IN ('jobs', 'keys')"
                )
            }
        }
        // Plans are made when there is nothing, and kept.
        let settlement = Settlement(claim: ClaimID(job: JobID(), number: 1), outcome: .dead(error: ""))
        for _ in 0..<8 {
            _ = try await broker.claim(.of("q", limit: 1))
            _ = try await broker.settle([settlement])
            _ = try await broker.rescue(.by("r"))
        }
        let before = try await scans()
        _ = try await broker.enqueue((0..<3_000).map { _ in .plain() })
        for _ in 0..<3 {
            let claims = try await broker.claim(.of("q", limit: 10))
            #expect(claims.count == 10)
            _ = try await broker.extend(claims.map(\.claim), lease: .seconds(10))
            _ = try await broker.settle(
                claims.map { Settlement(claim: $0.claim, outcome: .retry(at: broker.now, error: "")) }
            )
        }
        #expect(try await scans() == before)
    }

    @Test("take texts of any length and with any character")
    func texts() async throws {
        let broker = try await broker(PostgresServer.shared().url())
        var entry = BrokerEntry.plain(group: String(repeating: "g\"'é\0", count: 5_000))
        entry.uniqueKey = String(repeating: "k", count: 20_000)
        entry.orderingKey = String(repeating: "o\0", count: 20_000)
        #expect(try await broker.enqueue([entry]) == [.enqueued(entry.id)])
        var repeated = entry
        repeated.id = JobID()
        #expect(try await broker.enqueue([repeated]) == [.duplicate(of: entry.id)])
        #expect(try await broker.entries(EntryFilter(group: entry.group)).map(\.id) == [entry.id])
        let claim = try #require(try await broker.claim(.of("q")).first?.claim)
        #expect(try await broker.settle(.dead(error: "no\0"), claim) == .settled)
        #expect(try await broker.entry(entry.id)?.error == "no\u{FFFD}")
    }

    @Test("leave the schedules to one of several processes, until that is gone")
    func leadership() async throws {
        let url = try await PostgresServer.shared().url()
        func listening() async throws -> PostgresBroker {
            var options = PostgresBroker.Options()
            options.probeInterval = .milliseconds(50)
            options.logger.logLevel = .critical
            let broker = try PostgresBroker(url: url, options: options)
            await broker.waitForWork(since: broker.workNumber(), timeout: .seconds(60))
            return broker
        }
        let first = try await listening()
        while !first.leadership.isLeader { try await Task.sleep(for: .milliseconds(5)) }
        let second = try await listening()
        while try await second.firesSchedules() { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await first.firesSchedules())
        first.shutdown()
        while !second.leadership.isLeader { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("go by the database's clock, whatever a host's says")
    func clock() async throws {
        let server = try await PostgresServer.shared()
        let broker = try broker(server.url(schema: "clock"))
        let job = BrokerEntry.plain()
        _ = try await broker.enqueue([job])
        _ = try await broker.claim(.of("q"))
        let lease = try await server.query("SELECT lease - clock_timestamp() BETWEEN '0 s' AND '10 s' FROM clock.jobs")
        #expect(lease == "t")
        // What this process goes by is what the database has said, and a clock that nobody sets.
        #expect(broker.clock.isSet)
    }
}
#endif

#if PostgreSQL
import Foundation
import Logging
import TestSupport
import Testing
import ThroughlineJobs

@testable import ThroughlineJobsPostgres

@Suite(
    "A PostgreSQL that is not reached",
    .enabled(if: PostgresServer.isInstalled, "needs PostgreSQL"),
    .timeLimit(.minutes(2))
)
struct PostgresFaultTests {
    /// A broker that soon gives up.
    private func broker(_ url: String, callTimeout: Duration = .seconds(1)) throws -> PostgresBroker {
        var options = PostgresBroker.Options()
        options.connections = 2
        options.callTimeout = callTimeout
        options.probeInterval = .milliseconds(200)
        options.logger.logLevel = .critical
        return try PostgresBroker(url: url, options: options)
    }

    @Test("gives up a connection that is silent, and makes another when it can")
    func halfOpen() async throws {
        let server = try await PostgresServer.shared()
        let relay = try SilentRelay(to: server.port)
        defer { relay.end() }
        let broker = try broker(server.url(port: relay.port))
        _ = try await broker.enqueue([.plain()])
        relay.silence()
        await #expect(throws: PostgresError.self) { try await broker.enqueue([.plain()]) }
        await #expect(throws: PostgresError.self) { try await broker.claim(.of("q")) }
        relay.recover()
        // An attempt to connect that began in the silence goes on for a while.
        while (try? await broker.claim(.of("q")))?.isEmpty ?? true {}
    }

    @Test("listens again when the connection that listened has fallen silent")
    func silentListener() async throws {
        let server = try await PostgresServer.shared()
        let relay = try SilentRelay(to: server.port)
        defer { relay.end() }
        let schema = "s\(UUID().uuidString.prefix(8).lowercased())"
        let listening = try broker(server.url(schema: schema, port: relay.port))
        let enqueueing = try broker(server.url(schema: schema), callTimeout: .seconds(30))
        await listening.waitForWork(since: listening.workNumber(), timeout: .seconds(60))
        let before = relay.connections
        relay.silence()
        relay.recover()
        // It says so when it listens anew.
        await listening.waitForWork(since: listening.workNumber(), timeout: .seconds(60))
        #expect(relay.connections > before)
        let number = listening.workNumber()
        async let waiting: Void = listening.waitForWork(since: number, timeout: .seconds(3_600))
        _ = try await enqueueing.enqueue([.plain()])
        await waiting
    }

    @Test("frees the jobs of a worker that is cut off, by the database's clock, and refuses what that one says later")
    func partition() async throws {
        let server = try await PostgresServer.shared()
        let relay = try SilentRelay(to: server.port)
        defer { relay.end() }
        let schema = "s\(UUID().uuidString.prefix(8).lowercased())"
        let cutOff = try broker(server.url(schema: schema, port: relay.port))
        let other = try broker(server.url(schema: schema), callTimeout: .seconds(30))
        _ = try await other.enqueue([.plain(keep: .seconds(60))])
        var request = ClaimRequest.of("q")
        request.lease = .milliseconds(200)
        let first = try #require(try await cutOff.claim(request).first)
        relay.silence()
        await #expect(throws: PostgresError.self) { try await cutOff.extend([first.claim], lease: .milliseconds(200)) }
        var rescued: [RescuedEntry] = []
        while rescued.isEmpty {
            rescued = try await other.rescue(.by("r"))
            try await Task.sleep(for: .milliseconds(10))
        }
        _ = try await other.settle(.retry(at: other.now, error: "lost"), rescued[0].entry.claim)
        relay.recover()
        var results: [SettlementResult] = []
        while results.isEmpty {
            let late = Settlement(claim: first.claim, outcome: .succeeded(result: [1]))
            results = (try? await cutOff.settle([late])) ?? []
        }
        #expect(results == [.lost])
        #expect(try await other.claim(.of("q")).map(\.attempt) == [2])
    }

    @Test("waits for a server that starts, and says why where there is none in time")
    func starting() async throws {
        let server = try await PostgresServer()
        let broker = try broker(server.url(), callTimeout: .seconds(60))
        try await broker.start()
        await server.crash()
        let impatient = try self.broker(server.url(), callTimeout: .milliseconds(200))
        let error = await #expect(throws: PostgresError.self) { try await impatient.start() }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("refused") == true)
        async let enqueued = Task { () -> Int in
            // The first call may find out that its connection has died.
            if let outcomes = try? await broker.enqueue([.plain()]) { return outcomes.count }
            return try await broker.enqueue([.plain()]).count
        }.value
        try await server.start()
        #expect(try await enqueued == 1)
        await server.stop()
    }

    @Test("says at once that a name is wrong, and never what the password is")
    func passwords() async throws {
        let server = try await PostgresServer.shared()
        let recorder = LogRecorder()
        var options = PostgresBroker.Options()
        options.logger = recorder.logger
        options.callTimeout = .milliseconds(300)
        let secret = "s3cret%40word"
        for url in [
            "postgres://someone:\(secret)@127.0.0.1:\(server.port)/nowhere",
            "postgres://someone:\(secret)@127.0.0.1:1/nowhere",
            "postgres://someone:\(secret)@127.0.0.1:\(server.port)/postgres?nonsense=1",
            "postgres://someone:\(secret)@127.0.0.1:notaport/postgres",
            "postgres://someone:\(secret)@[::1/postgres", "postgres://some:one:\(secret)@/x",
        ] {
            do {
                let broker = try PostgresBroker(url: url, options: options)
                #expect(!broker.place.contains("cret"))
                try await broker.start()
                Issue.record("it should not connect")
            } catch {
                #expect(!"\(error)".contains("s3cret"), "\(error)")
            }
        }
        #expect(!recorder.entries.isEmpty)
        for entry in recorder.entries {
            #expect(!"\(entry.message) \(entry.metadata)".contains("s3cret"))
        }
        let wrong = try PostgresBroker(url: "postgres://postgres@127.0.0.1:\(server.port)/nowhere")
        let error = await #expect(throws: PostgresError.self) { try await wrong.start() }
        #expect(error?.kind == .refused)
    }

    @Test("says what is not promised where commits are not waited for")
    func asynchronousCommit() async throws {
        let server = try await PostgresServer.shared()
        func warnings(_ url: String) async throws -> [String] {
            let recorder = LogRecorder()
            var options = PostgresBroker.Options()
            options.logger = recorder.logger
            try await PostgresBroker(url: url, options: options).start()
            return recorder.warnings
        }
        let off = try await warnings(server.url() + "&options=-csynchronous_commit%3Doff")
        #expect(off.contains { $0.contains("synchronous_commit is off") && $0.contains("lost") })
        #expect(try await warnings(server.url()).contains { $0.contains("synchronous_commit") } == false)
    }
}
#endif

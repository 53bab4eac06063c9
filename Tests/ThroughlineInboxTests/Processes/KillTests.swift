import Evidence
import Foundation
import Testing
import ThroughlineInbox

@testable import InboxTestServer

/// Servers and workers in processes of their own, killed at random moments under load from HTTP clients.
///
/// `THROUGHLINE_KILL_REQUESTS` says how many requests there are: 400 unless it does; `make soak` takes 20,000.
@Suite("An inbox whose processes are killed or restarted", .serialized, .timeLimit(.minutes(60)))
struct KillTests {
    private let requests = ProcessInfo.processInfo.environment["THROUGHLINE_KILL_REQUESTS"].flatMap(Int.init) ?? 400
    private let server = ServerAddress()

    private func startServer(_ files: InboxFiles) async throws -> InboxProcess {
        let process = try InboxProcess(.serve, files)
        let url: String = try #require(await process.url())
        server.current = url
        return process
    }

    @Test(
        "processes every request that was answered with 202, in order, and leaves every trace whole",
        arguments: SharedBroker.allCases
    )
    func kill(_ kind: SharedBroker) async throws {
        let files = try await kind.files()
        let effects = try Effects(path: files.effects)
        let operations = try files.operations()
        let client = LoadClient(server: server, path: "/ordered")
        var processes = [try await startServer(files), try InboxProcess(.work, files), try InboxProcess(.work, files)]
        let sending = Task { try await client.send(0..<requests, remainders: Numbered.keys) }
        var kills = [0, 0, 0]
        var victims: Set<Int32> = []
        while true {
            try await progress(operations, effects)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...100)))
            let index = Int.random(in: processes.indices)
            kills[index] += 1
            victims.insert(processes[index].id)
            processes[index].send(SIGKILL)
            await processes[index].end()
            processes[index] = index == 0 ? try await startServer(files) : try InboxProcess(.work, files)
            if kills[0] > 0, kills[1] + kills[2] > 0, try await isDone(operations) { break }
        }
        let accepted = try await sending.value
        for process in processes { process.send(SIGTERM) }
        // One that has only just begun does not listen to signals yet.
        for process in processes { #expect([0, -SIGTERM].contains(await process.end())) }

        #expect(accepted.ids.count == requests)
        #expect(Set(accepted.ids.values).count == requests)
        let done = try await effects.all()
        let again = checkEffects(done, victims: victims)
        let untold = try checkTraces(files, accepted, done, kills: kills[0])
        print(
            """
            \(kind): \(requests) requests, \(kills[0]) servers and \(kills[1] + kills[2]) workers killed: none lost, \(again) processed \
            more than once, \(accepted.replays) answered with an earlier id, \(untold) receive spans died with their servers.
            """
        )
    }

    @Test(
        "keeps the order, and processes nothing twice, where processes are restarted as they should be",
        arguments: SharedBroker.allCases
    )
    func restart(_ kind: SharedBroker) async throws {
        let files = try await kind.files()
        let effects = try Effects(path: files.effects)
        let client = LoadClient(server: server, path: "/ordered")
        let operations = try files.operations()
        let requests = min(requests, 2_000)
        var process = try await startServer(files)
        for part in 0..<4 {
            _ = try await client.send(requests * part / 4..<requests * (part + 1) / 4, remainders: Numbered.keys)
            // There is work left, most of the time.
            process.send(SIGTERM)
            #expect(await process.end() == 0)
            process = try await startServer(files)
        }
        while try await !isEmpty(operations) { try await Task.sleep(for: .milliseconds(10)) }
        process.send(SIGTERM)
        #expect(await process.end() == 0)
        #expect(checkEffects(try await effects.all(), victims: []) == 0)
    }

    /// Waits until some more requests are processed, so that those who die have begun to work, or until all are.
    private func progress(_ operations: InboxOperations, _ effects: Effects) async throws {
        let goal = try await effects.count() + Int.random(in: 10...60)
        while try await effects.count() < goal, try await !isDone(operations) {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Whether all requests were accepted and processed.
    private func isDone(_ operations: InboxOperations) async throws -> Bool {
        let statistics = try await operations.statistics().first { $0.queue == .route("ordered") }
        return statistics?.succeeded ?? 0 >= requests
    }

    private func isEmpty(_ operations: InboxOperations) async throws -> Bool {
        try await operations.statistics().allSatisfy { $0.waiting + $0.blocked + $0.processing == 0 }
    }

    /// - Parameter victims: The processes that were killed.
    /// - Returns: How many requests were processed more than once.
    private func checkEffects(_ effects: [Effects.Effect], victims: Set<Int32>) -> Int {
        for (key, effects) in Dictionary(grouping: effects, by: { $0.number % Numbered.keys }) {
            let numbers = effects.map(\.number)
            #expect(numbers == numbers.sorted(), "those of key \(key) were not processed in order")
        }
        let byNumber = Dictionary(grouping: effects, by: \.number)
        for (number, effects) in byNumber {
            let attempts = effects.map(\.attempt)
            #expect(Set(attempts).count == attempts.count, "request \(number) was processed twice by one attempt")
            for effect in effects.dropLast() {
                #expect(
                    victims.contains(effect.process),
                    "request \(number) was processed again, though nobody was killed"
                )
            }
            if number % 10 == 0 { #expect(attempts.allSatisfy { $0 >= 2 }, "request \(number) never failed") }
        }
        return effects.count - byNumber.count
    }

    /// - Returns: How many requests have no span of their own, as the server was killed with it.
    private func checkTraces(
        _ files: InboxFiles,
        _ accepted: LoadClient.Accepted,
        _ effects: [Effects.Effect],
        kills: Int
    ) throws -> Int {
        let lines = try SpanLine.read(files.spans)
        let last = Dictionary(effects.map { ($0.number, $0.attempt) }) { max($0, $1) }
        var untold = 0
        for (number, id) in accepted.ids {
            let lines = lines[id] ?? []
            let attempts = lines.filter { $0.name == "Numbered.process" }
            let received = lines.filter { $0.name == "POST /ordered" }
            let trace = LoadClient.trace(of: number)
            #expect(lines.allSatisfy { $0.trace == trace }, "request \(number) is in several traces")
            #expect(received.allSatisfy { $0.parent == LoadClient.span(of: number) }, "request \(number)")
            // All attempts are below the one request that was accepted, whichever of its repetitions was answered.
            let parent = try #require(attempts.first?.parent, "request \(number) has no attempts")
            #expect(attempts.allSatisfy { $0.parent == parent }, "request \(number)")
            if !received.contains(where: { $0.span == parent }) { untold += 1 }
            // Each attempt has its span, also where its process died, and whoever told of that.
            let count = try #require(last[number], "request \(number) was never processed")
            #expect(Set(attempts.map(\.attempt)).sorted() == Array(1...count), "request \(number)")
            #expect(attempts.contains { $0.attempt == count && !$0.isError }, "request \(number)")
        }
        // Those that were under way, one for each client.
        #expect(untold <= kills * Numbered.keys)
        return untold
    }
}

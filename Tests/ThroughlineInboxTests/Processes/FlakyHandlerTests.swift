import Evidence
import Foundation
import Testing
import ThroughlineInbox

@testable import InboxTestServer

/// A handler a third of whose attempts fail, over HTTP and in a process of its own.
///
/// `THROUGHLINE_INBOX_REQUESTS` says how many requests there are: 1,000 unless it does; `make soak` takes 10,000.
@Suite("A handler that fails a third of its attempts", .timeLimit(.minutes(20)))
struct FlakyHandlerTests {
    private let requests = ProcessInfo.processInfo.environment["THROUGHLINE_INBOX_REQUESTS"].flatMap(Int.init) ?? 1_000

    @Test("has every request done or in the error queue, and every trace complete")
    func flaky() async throws {
        let files = try InboxFiles()
        let effects = try Effects(path: files.effects)
        let operations = try files.operations()
        let process = try InboxProcess(.serve, files)
        let server = ServerAddress()
        let url: String = try #require(await process.url())
        server.current = url
        let accepted = try await LoadClient(server: server, path: "/flaky").send(0..<requests, remainders: 16)
        #expect(accepted.ids.count == requests)
        let queue = InboxQueue.route("flaky")
        // The last attempts are settled before the process ends.
        await process.settled(requests)
        process.send(SIGTERM)
        #expect(await process.end() == 0)
        let statistics = try await operations.statistics().first { $0.queue == queue }
        #expect((statistics?.succeeded ?? 0) + (statistics?.errors ?? 0) == requests)

        // What each number must have come to.
        let fates = (0..<requests).map { number in (1...3).first { !Numbered.fails(number, attempt: $0) } }
        let failed = Set(fates.indices.filter { fates[$0] == nil })
        #expect(!failed.isEmpty)
        #expect(Set(try await errors(operations, queue)) == Set(failed.compactMap { accepted.ids[$0] }))
        let done = Dictionary(grouping: try await effects.all(), by: \.number)
        #expect(done.keys.count == requests - failed.count)
        let lines = try SpanLine.read(files.spans)
        for (number, id) in accepted.ids {
            #expect(done[number]?.map(\.attempt) == fates[number].map { [$0] }, "request \(number)")
            let spans = lines[id] ?? []
            let received = try #require(spans.first { $0.name == "POST /flaky" }, "request \(number)")
            let attempts = spans.filter { $0.name == "Numbered.process" }.sorted { $0.attempt < $1.attempt }
            #expect(spans.allSatisfy { $0.trace == LoadClient.trace(of: number) }, "request \(number)")
            #expect(attempts.allSatisfy { $0.parent == received.span }, "request \(number)")
            #expect(attempts.map(\.attempt) == Array(1...(fates[number] ?? 3)), "request \(number)")
            #expect(attempts.map(\.isError) == attempts.map { $0.attempt != fates[number] }, "request \(number)")
        }
        print("\(requests) requests: \(requests - failed.count) done, \(failed.count) in the error queue.")
    }

    /// The ids of what is in an error queue.
    private func errors(_ operations: InboxOperations, _ queue: InboxQueue) async throws -> [String] {
        var ids: [String] = []
        var last: Int64?
        while true {
            let page = try await operations.errors(queue, after: last, limit: 500)
            guard let end = page.last else { return ids }
            #expect(page.allSatisfy { $0.error?.contains("Stumbled") == true && $0.attempts == 3 })
            ids += page.map(\.id.description)
            last = end.position
        }
    }
}

import InMemoryTracing
import SemanticConventions
import Synchronization
import TestSupport
import Testing
import ThroughlineInbox
import Tracing

private let requestCount = 10_000

@Suite("10,000 buffered requests, of whose attempts a third fail", .timeLimit(.minutes(10)))
struct LoadTests {
    @Test("all end done or in the error queue, each with all its attempts in its trace")
    func complete() async throws {
        let tracer = InMemoryTracer()
        let succeeded = Mutex<[Int]>([])
        let attempts = Mutex<[JobID: Int]>([:])
        let inbox = try Inbox(
            events: SQLiteBroker(path: TemporaryFile.path()),
            retries: 2,
            options: .quick(concurrency: 32)
        ) { visit, context in
            attempts.withLock { $0[context.id, default: 0] += 1 }
            if (context.id.hashValue &+ context.attempt) % 3 == 0 { throw Unlucky() }
            succeeded.withLock { $0.append(visit.number ?? -1) }
        }
        let ids = try await withTracer(tracer) {
            try await inbox.processing {
                let ids = try await postAll(to: inbox)
                try await inbox.waitUntilDone()
                return ids
            }
        }
        #expect(Set(ids).count == requestCount)
        let failed = try await inbox.operations.statistics().first?.errors ?? 0
        let done = succeeded.withLock { $0 }
        #expect(Set(done).count == done.count)
        #expect(done.count + failed == requestCount)

        let requests = Dictionary(grouping: tracer.finishedSpans.filter { $0.kind == .server }) {
            $0[.throughlineInboxRequestID] ?? "-"
        }
        #expect(requests.count == requestCount)
        var processed: [String: [FinishedInMemorySpan]] = [:]
        for span in tracer.finishedSpans where span.operationName == "Visit.process" {
            processed[span[.throughlineInboxRequestID] ?? "-", default: []].append(span)
        }
        for (id, count) in attempts.withLock({ $0 }) {
            let request = try #require(requests[id.description]?.first)
            let spans = try #require(processed[id.description])
            #expect(spans.map { $0[.throughlineInboxRetries] ?? -1 }.sorted() == Array(0..<count))
            #expect(spans.allSatisfy { $0.traceID == request.traceID && $0.parentSpanID == request.spanID })
        }
    }

    private func postAll(to inbox: Inbox) async throws -> [JobID] {
        try await inbox.receiving { client in
            try await withThrowingTaskGroup(of: JobID.self) { group in
                var ids: [JobID] = []
                for number in 0..<requestCount {
                    if number >= 64, let id = try await group.next() { ids.append(id) }
                    group.addTask {
                        let answer = try await client.post(Visit(number: number).json)
                        return try #require(answer.id)
                    }
                }
                return try await group.reduce(into: ids) { $0.append($1) }
            }
        }
    }
}
